package io.millrace.state.table;

import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * An array of objects that is filled and emptied again and again, as batches come. Now and then a new one takes its place. For
 * each object that is put into an array a collector marks a card; G1 does not where the array is young, and waits for all stores
 * before where it is old. Cards of arrays that have been moved beside each other are in one line of the cache, which the threads
 * that fill them take from each other. Confined to the thread that has the batch.
 *
 * @param <E> the objects
 */
public final class ReusedArray<E> {

    // so many that a new array weighs nothing beside the events, and so few that no array sees more than a young
    // collection or two
    private static final int OBJECTS = 1 << 16;
    private static final int FILLS = 16;

    private final IntFunction<E[]> maker;
    private E[] array;
    private long put;

    /** An array of a type that is known. */
    public ReusedArray(IntFunction<E[]> maker, int length) {
        this.maker = maker;
        array = maker.apply(length);
    }

    /** An array that is as good as one of the type to who knows that only as a type variable. */
    @SuppressWarnings("unchecked") // see above
    public static <E> ReusedArray<E> of(int length) {
        return new ReusedArray<>(room -> (E[]) new Object[room], length);
    }

    /** The array, the same until there is {@link #room} for others, or it grows. */
    public E[] array() {
        return array;
    }

    /** Room for so many; what is there is kept. */
    public E[] grow(int length) {
        array = Arrays.copyOf(array, length);
        return array;
    }

    /**
     * An array for objects that are about to be put; none of those before is needed any more.
     *
     * @param count how many are put
     * @param length that it gets where there is no room for them
     */
    public E[] room(int count, int length) {
        return room(0, count, length);
    }

    /** The same for objects that are put from one place to another. */
    public E[] room(int from, int end, int length) {
        put += end - from;
        if (end > array.length) {
            renew(length);
        } else if (put > OBJECTS + (long) FILLS * array.length) {
            renew(array.length);
        }
        return array;
    }

    private void renew(int length) {
        array = maker.apply(length);
        put = 0;
    }

    /** Keeps nothing in memory that is in some places, as far as there are such. */
    public void clear(int from, int end) {
        E[] cleared = array;
        // A plain loop, not Arrays.fill: the compiler then sees that only nulls are stored, and marks no cards for the
        // garbage collector, which producer and consumer would fight over.
        for (int i = from, last = Math.min(end, cleared.length); i < last; i++) {
            cleared[i] = null;
        }
    }
}
