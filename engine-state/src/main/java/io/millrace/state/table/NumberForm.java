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

    /** A copy of a value that is good until the next one is asked for. */
    long[] read(long[] words, int at) {
        return copyTo(read, words, at);
    }

    /** A copy that is good until the next one is asked for to be written into a snapshot. */
    long[] readToWrite(long[] words, int at) {
        return copyTo(written, words, at);
    }

    private static long[] copyTo(long[] copy, long[] words, int at) {
        for (int i = 0; i < copy.length; i++) {
            copy[i] = words[at + i];
        }
        return copy;
    }

    void write(long[] value, long[] words, int at) {
        for (int i = 0; i < width; i++) {
            words[at + i] = value[i];
        }
    }
}
