package io.millrace.window.operator;

import io.millrace.operator.Aggregate;
import io.millrace.time.EventTime;
import io.millrace.window.spi.TriggerContext;
import java.time.Instant;

/** What a trigger sees of a window; one object for all calls of an operator. */
final class WindowView<R> implements TriggerContext<R> {

    /** Tells the result of the accumulator that is looked at. */
    @FunctionalInterface
    interface Result<R> {
        R get() throws Exception;
    }

    private long start;
    private long last;
    private long time;
    private long now;
    private Result<R> result;

    /** Looks at a window. */
    WindowView<R> of(long newStart, long newLast, long newTime, long newNow) {
        start = newStart;
        last = newLast;
        time = newTime;
        now = newNow;
        return this;
    }

    <A> WindowView<R> of(Aggregate<?, A, R> aggregate, A accumulator) {
        result = () -> Emission.resultOf(aggregate, accumulator);
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
        return result.get();
    }
}
