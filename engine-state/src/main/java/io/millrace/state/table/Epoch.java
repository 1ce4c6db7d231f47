package io.millrace.state.table;

/**
 * The current epoch of one or several tables: it advances at each snapshot barrier.
 *
 * <p>The mark of an entry is {@code epoch << 1 | dirty}. A dirty mark says in which epoch the entry was touched last. A
 * clean mark of epoch c says that the entry is what was written for the snapshot of epoch c - 1, whether that has become
 * complete or not. An entry touched in the current epoch therefore carries exactly {@link #touched}, so that one
 * comparison tells whether a touch is the first of its epoch.
 */
final class Epoch {
    /** Less than every mark. */
    private static final int NO_MARK = -1;

    private int touched = markOf(1, true);

    /** The epoch of the last complete snapshot, 0 when there is none. */
    private int base;

    /** The greatest mark of an entry that the snapshot in flight has not written yet. */
    private int lastUnwritten = NO_MARK;

    private boolean whole;
    private boolean recordsRemovals;

    /** Starts at epoch 1. */
    Epoch() {}

    /** The current epoch, from 1. */
    int current() {
        return epochOf(touched);
    }

    /** Starts the next epoch, in constant time, and returns it. */
    int advance() {
        touched = markOf(current() + 1, true);
        return current();
    }

    /** The current epoch becomes that of a snapshot in flight, and the next one starts. */
    void beginSnapshot(boolean everything) {
        lastUnwritten = touched;
        whole = everything;
        advance();
    }

    /** No snapshot is in flight any more. */
    void endSnapshot(boolean complete) {
        if (complete) {
            base = snapshot();
        }
        lastUnwritten = NO_MARK;
    }

    /** Whether a snapshot is in flight. */
    boolean inSnapshot() {
        return lastUnwritten != NO_MARK;
    }

    /** The epoch of the snapshot in flight. */
    int snapshot() {
        return epochOf(lastUnwritten);
    }

    /** Whether an entry was there at the barrier of the snapshot in flight, and has not been written since. */
    boolean isUnwritten(int mark) {
        return mark <= lastUnwritten;
    }

    /** Whether the snapshot in flight has to have an entry: not when the last complete one has it as it is. */
    boolean isNeeded(int mark) {
        return whole || isDirty(mark) || epochOf(mark) > base + 1;
    }

    /** The mark of an entry that has been written for the snapshot in flight. */
    int written() {
        return markOf(snapshot() + 1, false);
    }

    /** Whether a later snapshot has to know what is removed. */
    boolean recordsRemovals() {
        return recordsRemovals;
    }

    void recordRemovals(boolean record) {
        recordsRemovals = record;
    }

    /** The mark of an entry that was touched in the current epoch. */
    int touched() {
        return touched;
    }

    static int markOf(int epoch, boolean dirty) {
        return (epoch << 1) | (dirty ? 1 : 0);
    }

    static int epochOf(int mark) {
        return mark >>> 1;
    }

    static boolean isDirty(int mark) {
        return (mark & 1) != 0;
    }
}
