package io.millrace.state.table;

/**
 * The current epoch of one or several tables: it advances at each snapshot barrier.
 *
 * <p>The mark of an entry is {@code epoch << 1 | dirty}. An entry touched in the current epoch therefore carries
 * exactly {@link #touched}, so that one comparison tells whether a touch is the first of its epoch.
 */
public final class Epoch {
    private int touched = markOf(1, true);

    /** Starts at epoch 1. */
    public Epoch() {}

    /** The current epoch, from 1. */
    public int current() {
        return epochOf(touched);
    }

    /** Starts the next epoch, in constant time, and returns it. */
    public int advance() {
        touched = markOf(current() + 1, true);
        return current();
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
