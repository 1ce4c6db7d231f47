package io.millrace.window.operator;

import io.millrace.operator.Aggregate;
import io.millrace.operator.Batch;
import io.millrace.operator.OperatorContext;
import io.millrace.time.EventTime;

/**
 * Takes in runs of rows that do nothing but go on with the only session of their key, as nearly all do. Each step is a
 * loop of its own over the rows, because an iteration then does not wait for the memory that the one before it reads.
 * Confined to the task's thread.
 */
final class GrowingSessions<K, T, A> {

    private final long gap;
    private final KeyedWindows<K, A> windows;
    private final Adder<K, T, A> adder;

    /** The first window of the key of each row when the batch came. */
    private KeyedWindow<K, A>[] found = newWindows(0);

    private A[] accumulators = WindowOperator.newArray(0);

    GrowingSessions(
            long gap, KeyedWindows<K, A> windows, Aggregate<? super T, A, ?> aggregate, OperatorContext context) {
        this.gap = gap;
        this.windows = windows;
        adder = Adder.of(aggregate, context);
    }

    /** Takes rows from one on, all of a batch from its first; returns the row that does more, or the end. */
    int takeRun(Batch<T> batch, K[] keys, int from, long time) {
        if (from == 0) {
            lookUp(batch, keys);
        }
        int end = grow(batch, from, time);
        adder.add(batch, keys, accumulators, from, end);
        for (int row = from; row < end; row++) {
            accumulators[row] = null; // may be large, and the next batch may be long in coming
        }
        return end;
    }

    /** What has windows keeps them for as long as the batch is being processed, for time stands still. */
    private void lookUp(Batch<T> batch, K[] keys) {
        if (found.length < batch.size()) {
            found = newWindows(batch.capacity());
            accumulators = WindowOperator.newArray(batch.capacity());
        }
        for (int row = 0, size = batch.size(); row < size; row++) {
            found[row] = windows.first(keys[row], batch.hash(row));
        }
    }

    private int grow(Batch<T> batch, int from, long time) {
        int row = from;
        for (int size = batch.size(); row < size; row++) {
            KeyedWindow<K, A> window = found[row];
            found[row] = null;
            if (window == null || !isOpen(window, time) || !grow(window, batch.timestamp(row))) {
                return row;
            }
            accumulators[row] = window.accumulator;
        }
        return row;
    }

    private static boolean isOpen(KeyedWindow<?, ?> window, long time) {
        return window.isOnly() && !window.ended && window.last > time;
    }

    private boolean grow(KeyedWindow<K, A> window, long start) {
        long last = AssignedWindows.lastBefore(EventTime.plus(start, gap));
        if (start == EventTime.NONE || !window.touches(start, last)) {
            return false;
        }
        window.extend(start, last);
        return true;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of a generic type cannot be created otherwise
    private static <K, A> KeyedWindow<K, A>[] newWindows(int length) {
        return new KeyedWindow[length];
    }
}
