package io.millrace.state.table;

/**
 * The values of slots where they are a few numbers each, one behind the other. They move with their entries: so an access
 * costs one more cache line, which is known as soon as the slot is.
 */
final class NumberColumn {
    private final NumberForm form;
    private final int width;
    private final long[] numbers;

    /** @param length of the array that slots are indices of */
    NumberColumn(NumberForm form, int length) {
        this.form = form;
        width = form.width();
        numbers = new long[length / OrderedSlots.STRIDE * width];
    }

    /** Another one, with nothing in it. */
    NumberColumn ofLength(int length) {
        return new NumberColumn(form, length);
    }

    long[] array() {
        return numbers;
    }

    /** Where the numbers of a slot begin in the array. */
    int at(int slot) {
        return (slot >> 1) * width;
    }

    /** A copy that is good until the next one is asked for. */
    long[] read(int slot) {
        return copyTo(form.read(), slot);
    }

    /** A copy that is good until the next one is asked for to be written into a snapshot. */
    long[] readToWrite(int slot) {
        return copyTo(form.written(), slot);
    }

    private long[] copyTo(long[] copy, int slot) {
        int from = at(slot);
        for (int i = 0; i < copy.length; i++) {
            copy[i] = numbers[from + i];
        }
        return copy;
    }

    void write(int slot, long[] value) {
        int to = at(slot);
        for (int i = 0; i < width; i++) {
            numbers[to + i] = value[i];
        }
    }

    void move(int from, int to, int length) {
        System.arraycopy(numbers, at(from), numbers, at(to), at(length));
    }

    void copy(NumberColumn other, int from, int to) {
        int source = at(from);
        int target = at(to);
        for (int i = 0; i < width; i++) {
            numbers[target + i] = other.numbers[source + i];
        }
    }
}
