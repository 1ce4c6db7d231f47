package io.millrace;

import io.millrace.operator.SideOutput;

/**
 * A stream whose events have just been given their timestamps, and those that were set aside.
 *
 * @param <T> the events
 */
public final class TimedStream<T> extends EventStream<T> {

    TimedStream(EventStream<T> stream) {
        super(stream);
    }

    /**
     * The events that were too far {@linkplain io.millrace.time.Watermarks#maxAhead ahead} of the clock, with their
     * timestamps. Nothing else gets them: not the windows behind this stream and not their late streams, and no process
     * function. They are counted in the metric {@code ahead}. Without {@code maxAhead} there are none.
     *
     * @return the events that were set aside
     */
    public EventStream<T> late() {
        return sideOutput(SideOutput.LATE, type());
    }

    @Override
    public TimedStream<T> parallelism(int tasks) {
        super.parallelism(tasks);
        return this;
    }

    @Override
    public TimedStream<T> named(String name) {
        super.named(name);
        return this;
    }
}
