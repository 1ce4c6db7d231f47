package io.millrace.state.table;

/**
 * Reads memory that is about to be needed, in loops that do nothing else: the processor waits for many lines at once, where a
 * loop that works on each object waits for one after the other. Of an object the beginning is read. Confined to the task's thread.
 */
public final class ReadAhead {

    private final ReusedArray<Object> last = ReusedArray.of(0);

    /** Means nothing, and is written lest the compiler drop the reads. */
    @SuppressWarnings("unused")
    private long read;

    /** Reads nothing yet. */
    public ReadAhead() {}

    /** Takes what reads have given: a sum of it, from a loop of {@link Slice#fetch}. */
    public void took(long words) {
        read += words;
    }

    /** Reads so many objects; there may be none in a place. */
    public void objects(Object[] objects, int count) {
        long found = 0;
        for (int i = 0; i < count; i++) {
            found += objects[i] instanceof ReadAhead ? 1 : 0;
        }
        read += found;
    }

    /**
     * Reads where the left rows of some keys are, and the last of them.
     *
     * @param cells the {@link TimedSides} of the keys, null where there are none
     * @return the value of each last row, null where there is none; good until {@link #forget}
     */
    public Object[] lefts(Object[] cells, int count) {
        Object[] values = room(count);
        long words = 0;
        for (int i = 0; i < count; i++) {
            TimedSides<?, ?> cell = (TimedSides<?, ?>) cells[i];
            words += last(cell == null ? null : cell.leftOrNull(), values, i);
        }
        read += words;
        return values;
    }

    /** As {@link #lefts}, of right rows. */
    public Object[] rights(Object[] cells, int count) {
        Object[] values = room(count);
        long words = 0;
        for (int i = 0; i < count; i++) {
            TimedSides<?, ?> cell = (TimedSides<?, ?>) cells[i];
            words += last(cell == null ? null : cell.rightOrNull(), values, i);
        }
        read += words;
        return values;
    }

    /** Keeps none of so many objects in memory. */
    public void forget(int count) {
        last.clear(0, count);
    }

    /** Room for so many objects that are to be read; what is put there is good until {@link #forget}. */
    public Object[] room(int count) {
        return last.room(count, count);
    }

    private static long last(TimedRows<?> rows, Object[] values, int index) {
        RowChunk chunk = rows == null ? null : rows.last();
        values[index] = chunk == null ? null : chunk.lastValue();
        return chunk == null ? 0 : chunk.lastWord();
    }
}
