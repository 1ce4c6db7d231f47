package io.millrace.window.operator;

import io.millrace.operator.Aggregate;
import io.millrace.time.EventTime;
import io.millrace.window.spi.TriggerContext;
import java.time.Instant;

/** What a trigger sees of a window; one object for all calls of an operator. */
final class WindowView<R> implements TriggerContext<R> {

    private long start;
    private long last;
    private long time;
    private long now;
    private Aggregate<?, Object, R> aggregate;
    private Object accumulator;

    /** Looks at a window. */
    WindowView<R> of(long newStart, long newLast, long newTime, long newNow) {
        start = newStart;
        last = newLast;
        time = newTime;
        now = newNow;
        return this;
    }

    @SuppressWarnings("unchecked") // it is given its own accumulators alone
    <A> WindowView<R> of(Aggregate<?, A, R> itsAggregate, A itsAccumulator) {
        aggregate = (Aggregate<?, Object, R>) itsAggregate;
        accumulator = itsAccumulator;
        return this;
    }

    @Override
    public Instant start() {
        return Instant.ofEpochMilli(start);
    }

    @Override
    public Instant end() {
        return Instant.ofEpochMilli(EventTime.plus(last, 1));
    }

    @Override
    public long time() {
        return time;
    }

    @Override
    public long now() {
        return now;
    }

    @Override
    public R result() throws Exception {
        return Results.of(aggregate, accumulator);
    }
}
