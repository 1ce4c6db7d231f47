package io.millrace.window.operator;

import io.millrace.operator.Batch;
import io.millrace.state.table.ReusedArray;
import io.millrace.state.table.Slice;
import io.millrace.time.EventTime;

/**
 * Takes in runs of rows that do nothing but go on with the only session of their key, as nearly all do. Each step is a
 * loop of its own over the rows, because an iteration then does not wait for the memory that the one before it reads.
 * Confined to the task's thread.
 */
final class GrowingSessions<K, T, A> {

    private final long gap;
    private final Slice<K, KeyedPane<K, A>> windowsOfKeys;

    /** Of the input whose rows are taken in. */
    private Adder<K, T, A> adder;

    /** The first windows of the keys, as they were when the batch came. */
    private final RowLookUp<K, KeyedPane<K, A>> found = new RowLookUp<>();

    private final ReusedArray<A> accumulators = ReusedArray.of(0);

    GrowingSessions(long gap, Slice<K, KeyedPane<K, A>> windowsOfKeys) {
        this.gap = gap;
        this.windowsOfKeys = windowsOfKeys;
    }

    /** Has rows be added by this, until something else is said. */
    void addBy(Adder<K, T, A> adderOfInput) {
        adder = adderOfInput;
    }

    /** Takes rows from one on, all of a batch from its first; returns the row that does more, or the end. */
    int takeRun(Batch<T> batch, K[] keys, int from, long time) throws Exception {
        if (from == 0) {
            // a window that is found stays open for as long as the batch is being processed, for time stands still
            found.find(windowsOfKeys, batch, keys, 0, batch.size());
        }
        int end = grow(batch, from, time);
        adder.add(batch, keys, accumulators.array(), from, end);
        found.forget(from, Math.min(end + 1, batch.size()));
        accumulators.clear(from, end); // may be large, and the next batch may be long in coming
        return end;
    }

    private int grow(Batch<T> batch, int from, long time) {
        A[] toAdd = from == 0 ? accumulators.room(batch.size(), batch.capacity()) : accumulators.array();
        int row = from;
        for (int size = batch.size(); row < size; row++) {
            KeyedPane<K, A> window = found.at(row);
            if (window == null || !isOpen(window, time) || !grow(window, batch.timestamp(row))) {
                break;
            }
            toAdd[row] = window.accumulator;
        }
        return row;
    }

    private static boolean isOpen(KeyedPane<?, ?> window, long time) {
        return window.isOnly() && !window.ended && window.last > time;
    }

    private boolean grow(KeyedPane<K, A> window, long start) {
        long last = AssignedWindows.lastBefore(EventTime.plus(start, gap));
        if (start == EventTime.NONE || !window.touches(start, last)) {
            return false;
        }
        window.extend(start, last);
        return true;
    }
}
