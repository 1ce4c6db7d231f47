package io.millrace.state.table;

/** How people are shown rows: each at its time. */
final class ShownRows {
    private ShownRows() {}

    /** Looks without touching. */
    static <V> void show(String side, TimedRows<V> rows, Shown out) {
        TimedRows.Position<V> row = new TimedRows.Position<>();
        for (rows.toFirst(row); !row.isEnd() && !out.hasMore(); row.next()) {
            out.add(side + Shown.time(row.time()), row.value());
        }
    }
}
