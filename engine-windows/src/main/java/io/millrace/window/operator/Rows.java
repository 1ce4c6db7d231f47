package io.millrace.window.operator;

import java.util.Arrays;

/**
 * Rows of numbers and accumulators, one behind the other in an array, of which the first and the last may go. A row has a
 * number of its own, which stays as it is unless another row is put in before it. Accumulators that are a few numbers are
 * in the same array, so that a row takes one access to memory; a row then has copies of them.
 */
final class Rows<A> {

    private static final int FEW = 4;

    private final Layout<A> layout;

    /** How many numbers a row has besides its accumulators. */
    private final int numbers;

    private final int accumulators;
    private final int stride;
    private long[] data;

    /** The accumulators where they are objects, or else null. */
    private A[] objects;

    private long first;
    private long end;

    /** The row at the beginning of the array. */
    private long origin;

    /** No rows, each of which will have so many numbers and accumulators, and room for so many rows. */
    Rows(Layout<A> layout, int numbers, int accumulators, int capacity) {
        this.layout = layout;
        this.numbers = numbers;
        this.accumulators = accumulators;
        stride = numbers + accumulators * layout.words();
        data = new long[capacity * stride];
        objects = layout.words() == 0 ? RowLookUp.newArray(capacity * accumulators) : null;
    }

    Layout<A> layout() {
        return layout;
    }

    long first() {
        return first;
    }

    /** Behind the last row. */
    long end() {
        return end;
    }

    int size() {
        return (int) (end - first);
    }

    long number(long row, int column) {
        return data[at(row) * stride + column];
    }

    void setNumber(long row, int column, long value) {
        data[at(row) * stride + column] = value;
    }

    /**
     * An accumulator of a row.
     *
     * @param scratch what it is copied into and returned in, where it is a few numbers
     */
    A accumulator(long row, int which, A scratch) {
        if (objects != null) {
            return objects[at(row) * accumulators + which];
        }
        layout.read(data, at(row) * stride + numbers + which * layout.words(), scratch);
        return scratch;
    }

    void setAccumulator(long row, int which, A accumulator) {
        if (objects != null) {
            objects[at(row) * accumulators + which] = accumulator;
        } else {
            layout.write(accumulator, data, at(row) * stride + numbers + which * layout.words());
        }
    }

    /** Adds a row behind the others, which is to be filled in; returns it. */
    long addLast() {
        makeRoomAtEnd();
        return end++;
    }

    /** Adds a row before the others, which is to be filled in; returns it. */
    long addFirst() {
        if (first == origin) {
            move(Math.max(FEW, size()));
        }
        return --first;
    }

    /** Puts a row in, which is to be filled in; those from there on move up by one. */
    void insert(long row) {
        makeRoomAtEnd();
        int at = at(row);
        int count = (int) (end - row);
        System.arraycopy(data, at * stride, data, (at + 1) * stride, count * stride);
        if (objects != null) {
            System.arraycopy(objects, at * accumulators, objects, (at + 1) * accumulators, count * accumulators);
        }
        end++;
    }

    void removeFirst() {
        removeBefore(first + 1);
    }

    void removeBefore(long row) {
        forget(first, row);
        first = row;
    }

    void removeLast() {
        forget(end - 1, end);
        end--;
    }

    /** The first row whose number in the first column is not lower than a value; they ascend. From the end, where most look. */
    long ceiling(long value) {
        long high = end;
        long low = end;
        for (long step = 1; low > first && number(low - 1, 0) >= value; step *= 2) {
            high = low - 1;
            low = Math.max(first, high - step);
        }
        while (low < high) {
            long middle = low + (high - low) / 2; // rows may be negative
            if (number(middle, 0) < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int at(long row) {
        return (int) (row - origin);
    }

    private void forget(long from, long to) {
        if (objects != null) {
            Arrays.fill(objects, at(from) * accumulators, at(to) * accumulators, null);
        }
    }

    private int capacity() {
        return data.length / stride;
    }

    private void makeRoomAtEnd() {
        if (at(end) == capacity()) {
            move(0);
        }
    }

    /** Moves the rows to some place in an array, of another size when they are more than half of it, or very few. */
    private void move(int to) {
        int size = size();
        int capacity = capacity();
        if (to + size > capacity / 2) {
            capacity = Math.max(2 * capacity, to + size);
        } else if (to + size < capacity / 8) {
            capacity = Math.max(FEW, capacity / 2);
        }
        int from = at(first);
        long[] oldData = data;
        data = capacity == capacity() ? data : new long[capacity * stride];
        System.arraycopy(oldData, from * stride, data, to * stride, size * stride);
        if (objects != null) {
            A[] moved = RowLookUp.newArray(capacity * accumulators);
            System.arraycopy(objects, from * accumulators, moved, to * accumulators, size * accumulators);
            objects = moved;
        }
        origin = first - to;
    }
}
