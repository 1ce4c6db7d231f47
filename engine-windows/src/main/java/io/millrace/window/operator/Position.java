package io.millrace.window.operator;

/** A part of a {@link Sequence}, or the end of it. Means nothing any more when a part comes or goes. */
final class Position<K, T, A> {

    /** Null at the end. */
    Run<K, T, A> run;

    long row;

    boolean isEnd() {
        return run == null;
    }

    long time() {
        return run.time(row);
    }

    A get() {
        return run.get(row);
    }

    void set(Position<K, T, A> other) {
        set(other.run, other.row);
    }

    void set(Run<K, T, A> itsRun, long itsRow) {
        run = itsRun;
        row = itsRow;
    }

    /** Whether it is still at the part of a time, which it was at. */
    boolean isAt(long time) {
        return run != null && run.rows.first() <= row && row < run.rows.end() && time() == time;
    }

    /** Goes on to the next part. */
    void next() {
        row++;
        if (row == run.rows.end()) {
            run = run.next;
            row = run == null ? 0 : run.rows.first();
        }
    }

    /** Whether there is a part before that is behind a time. */
    boolean hasPreviousBehind(long time) {
        return row > run.rows.first() ? run.time(row - 1) > time : run.previous != null && run.previous.last() > time;
    }

    /** Goes back to the part before. */
    void previous() {
        if (row == run.rows.first()) {
            run = run.previous;
            row = run.rows.end();
        }
        row--;
    }
}
