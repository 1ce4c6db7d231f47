package io.millrace;

import io.millrace.operator.SideOutput;

/**
 * What an operator on event time makes of the events that came in time, and the others.
 *
 * @param <T> the events
 */
public sealed class Timely<T> extends EventStream<T> permits Deduped, Limited {

    Timely(EventStream<T> stream) {
        super(stream);
    }

    /**
     * The events that came too late, at or behind the watermark, with their timestamps; in the order of arrival. They are
     * counted in the metric {@code late}. What nobody reads of it is dropped.
     *
     * @return the late events
     */
    public EventStream<T> late() {
        return sideOutput(SideOutput.LATE, type());
    }

    @Override
    public Timely<T> parallelism(int tasks) {
        super.parallelism(tasks);
        return this;
    }
}
