package io.millrace.state.table;

/** Writes one row after the other: what has been reached is known by its time and number, as rows come and go. */
final class TimedRowsWalk<V> implements SnapshotWalk {
    private final TimedRows<V> rows;
    private final TimedRows.Position<V> position = new TimedRows.Position<>();
    private boolean begun;
    private int seen;
    private long time;
    private long number;

    TimedRowsWalk(TimedRows<V> rows) {
        this.rows = rows;
    }

    @Override
    public boolean next() {
        if (!begun) {
            begun = true;
            return begin();
        }
        if (seen != rows.changes()) {
            rows.seek(position, time, number);
            seen = rows.changes();
        } else if (!position.isEnd()) {
            position.next();
        }
        return look();
    }

    private boolean begin() {
        if (!rows.beginWalk()) {
            return false;
        }
        seen = rows.changes();
        rows.toFirst(position);
        return look();
    }

    private boolean look() {
        if (position.isEnd()) {
            return false;
        }
        time = position.time();
        number = position.number();
        rows.write(position);
        return true;
    }
}
