package io.millrace.state.table;

/**
 * Says of a table that its values are so many numbers each, which its entries have in place of objects. Also has what they
 * are copied into to be read. Confined to the task's thread.
 */
final class NumberForm {
    private final int width;

    /** What was read last. */
    private final long[] read;

    /** The same for snapshots, which write entries while others are being worked on. */
    private final long[] written;

    NumberForm(int width) {
        this.width = width;
        read = new long[width];
        written = new long[width];
    }

    int width() {
        return width;
    }

    long[] read() {
        return read;
    }

    long[] written() {
        return written;
    }
}
