package io.millrace.metrics;

import java.util.ArrayList;
import java.util.List;

/** Columns of text: the first one and the last one begin at the left, all others end at the right. */
final class TextTable {

    private final List<String[]> rows = new ArrayList<>();

    TextTable(String... titles) {
        row(titles);
    }

    void row(String... cells) {
        rows.add(cells);
    }

    /** A line for the titles and one for each row, each with a line break. */
    String text() {
        int[] widths = new int[rows.get(0).length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder("  ");
            for (int i = 0; i < row.length; i++) {
                String gap = " ".repeat(widths[i] - row[i].length());
                boolean left = i == 0 || i == row.length - 1;
                line.append(i == 0 ? "" : "  ").append(left ? row[i] + gap : gap + row[i]);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
