package io.millrace.metrics.internal;

import java.util.ArrayList;
import java.util.List;

/** Columns of text: those of numbers end at the right, all others begin at the left. */
public final class TextTable {

    private final int firstNumber;
    private final int endOfNumbers;
    private final List<List<String>> rows = new ArrayList<>();

    private TextTable(int firstNumber, int endOfNumbers, List<String> titles) {
        this.firstNumber = firstNumber;
        this.endOfNumbers = endOfNumbers;
        rows.add(titles);
    }

    /** A table of which the columns from one on are numbers, up to the one before another. */
    public static TextTable withNumbers(int from, int end, String... titles) {
        return new TextTable(from, end, List.of(titles));
    }

    public void row(String... cells) {
        rows.add(List.of(cells));
    }

    /** A line for the titles and one for each row, each with a line break. */
    public String text(String indent) {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        rows.forEach(
                row -> text.append((indent + line(row, widths)).stripTrailing()).append('\n'));
        return text.toString();
    }

    private String line(List<String> row, int[] widths) {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < widths.length; i++) {
            String gap = " ".repeat(widths[i] - row.get(i).length());
            boolean isNumber = firstNumber <= i && i < endOfNumbers;
            cells.add(isNumber ? gap + row.get(i) : row.get(i) + gap);
        }
        return String.join("  ", cells);
    }
}
