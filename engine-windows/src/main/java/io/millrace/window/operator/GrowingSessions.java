package io.millrace.window.operator;

import io.millrace.operator.Aggregate;
import io.millrace.operator.Batch;
import io.millrace.operator.OperatorContext;
import io.millrace.state.table.Slice;
import io.millrace.time.EventTime;

/**
 * Takes in runs of rows that do nothing but go on with the only session of their key, as nearly all do. Each step is a
 * loop of its own over the rows, because an iteration then does not wait for the memory that the one before it reads.
 * Confined to the task's thread.
 */
final class GrowingSessions<K, T, A> {

    private final long gap;
    private final Slice<K, KeyedWindows<A>> windowsOfKeys;
    private final Adder<K, T, A> adder;

    /** What there was for the key of each row when the batch came. */
    private KeyedWindows<A>[] found = newWindows(0);

    private A[] accumulators = WindowOperator.newArray(0);

    GrowingSessions(
            long gap,
            Slice<K, KeyedWindows<A>> windowsOfKeys,
            Aggregate<? super T, A, ?> aggregate,
            OperatorContext context) {
        this.gap = gap;
        this.windowsOfKeys = windowsOfKeys;
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
            found[row] = windowsOfKeys.get(keys[row], batch.hash(row));
        }
    }

    private int grow(Batch<T> batch, int from, long time) {
        int row = from;
        for (int size = batch.size(); row < size; row++) {
            KeyedWindows<A> windows = found[row];
            found[row] = null;
            KeyedWindow<A> window = windows == null ? null : windows.only();
            if (window == null || window.ended || window.last <= time || !grow(window, batch.timestamp(row))) {
                return row;
            }
            accumulators[row] = window.accumulator;
        }
        return row;
    }

    private boolean grow(KeyedWindow<A> window, long start) {
        long last = AssignedWindows.lastBefore(EventTime.plus(start, gap));
        if (start == EventTime.NONE || !window.touches(start, last)) {
            return false;
        }
        window.extend(start, last);
        return true;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of a generic type cannot be created otherwise
    private static <A> KeyedWindows<A>[] newWindows(int length) {
        return new KeyedWindows[length];
    }
}
