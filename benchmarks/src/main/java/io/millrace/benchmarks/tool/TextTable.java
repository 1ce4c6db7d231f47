package io.millrace.benchmarks.tool;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** A table in plain text: the first column to the left, the others to the right. */
public final class TextTable {

    private static final String GAP = "   ";

    private final List<List<String>> rows = new ArrayList<>();

    /**
     * Starts a table.
     *
     * @param columns the names of the columns
     */
    public TextTable(String... columns) {
        rows.add(List.of(columns));
    }

    /**
     * Adds a row.
     *
     * @param cells as many as there are columns
     */
    public void row(String... cells) {
        rows.add(List.of(cells));
    }

    /** Adds an empty line between groups of rows. */
    public void gap() {
        rows.add(List.of());
    }

    /**
     * Prints all.
     *
     * @param out where to
     */
    public void print(PrintStream out) {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int column = 0; column < row.size(); column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        rows.forEach(row -> out.println(line(row, widths)));
    }

    private static String line(List<String> row, int[] widths) {
        if (row.isEmpty()) {
            return "";
        }
        StringBuilder line = new StringBuilder("  ").append(row.get(0)).append(blanks(row.get(0), widths[0]));
        for (int column = 1; column < widths.length; column++) {
            line.append(GAP).append(blanks(row.get(column), widths[column])).append(row.get(column));
        }
        return line.toString().stripTrailing();
    }

    private static String blanks(String cell, int width) {
        return " ".repeat(width - cell.length());
    }
}
