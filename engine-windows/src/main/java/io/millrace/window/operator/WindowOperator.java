package io.millrace.window.operator;

import io.millrace.function.Fn;
import io.millrace.metrics.Counter;
import io.millrace.operator.Aggregate;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.OperatorException;
import io.millrace.operator.Output;
import io.millrace.time.EventTime;
import java.time.Instant;
import java.util.Objects;

/**
 * Goes through batches row by row, pausing when there is no more room; knows the late stream and how errors are told.
 */
public abstract class WindowOperator<K, T, A, R, O> implements Operator<T, O> {

    /** The name of the side output that late events go to, and of their count. */
    public static final String LATE = "late";

    final Aggregate<? super T, A, R> aggregate;
    final Trigger<A, R> trigger;

    private final Fn<? super T, ? extends K> keyOf;
    private final ResultFactory<? super K, ? super R, ? extends O> results;
    private final long lateness;
    private OperatorContext context;
    private Output<T> late;
    private Counter lateCount;
    private int row;

    WindowOperator(WindowLogic<K, T, A, R, O> logic) {
        aggregate = logic.emission().aggregate();
        trigger = logic.emission().trigger();
        keyOf = logic.key();
        results = logic.results();
        lateness = logic.lateness();
    }

    @Override
    public void open(OperatorContext operatorContext) {
        context = operatorContext;
        late = context.sideOutput(LATE);
        lateCount = context.counter(LATE);
    }

    @Override
    public final boolean process(int input, Batch<T> batch, Output<O> out) {
        int at = row;
        try {
            for (int size = batch.size(); at < size; at++) {
                if (!process(batch.value(at), batch.hash(at), batch.timestamp(at), out)) {
                    row = at;
                    return false;
                }
            }
        } catch (Throwable e) {
            T event = batch.value(at);
            throw context.failure(e, keyForMessage(event), event, batch.timestamp(at));
        }
        row = 0;
        return true;
    }

    /** Takes an event in. Returns false, before anything has changed, when there is no room for its result. */
    abstract boolean process(T event, int hash, long timestamp, Output<O> out) throws Exception;

    final K keyOf(T event) throws Exception {
        return Objects.requireNonNull(
                keyOf.apply(event), "the key must not be null; filter such events out before keyBy");
    }

    final void late(T event, long timestamp) {
        lateCount.add(1);
        late.emit(event, timestamp);
    }

    final void emit(Output<O> out, K key, Instant start, Instant end, long last, R value) {
        out.emit(results.make(key, start, end, value), last);
    }

    /** Whether results come with their events, and not at the end of the window. */
    final boolean emitsPerEvent() {
        return trigger != null;
    }

    /** Until when a window that ends behind the given timestamp is kept. */
    final long expiryOf(long last) {
        return EventTime.plus(last, lateness);
    }

    final long lateness() {
        return lateness;
    }

    final IllegalStateException withoutTimestamp() {
        return new IllegalStateException(
                "the event has no timestamp; put .timestamps(...) before window '" + context.name() + "'");
    }

    final OperatorException failure(Throwable error, K key, long timestamp) {
        return context.failure(error, key, null, timestamp);
    }

    private K keyForMessage(T event) {
        try {
            return keyOf.apply(event);
        } catch (Throwable e) {
            return null;
        }
    }
}
