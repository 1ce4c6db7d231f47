package io.millrace;

import io.millrace.operator.SideOutput;
import io.millrace.state.serde.Type;

/**
 * What an operator makes of events by rules, and the events that came too late for it.
 *
 * @param <T> the events
 * @param <R> the results
 */
public final class RuledStream<T, R> extends EventStream<R> {

    private final Type<T> eventType;

    RuledStream(EventStream<R> stream, Type<T> eventType) {
        super(stream);
        this.eventType = eventType;
    }

    /**
     * The events that were late, with their timestamps. They are counted in the metric {@code late}. Without {@link
     * ConnectedRules#inEventTimeOrder} there are none.
     *
     * @return the late events
     */
    public EventStream<T> late() {
        return sideOutput(SideOutput.LATE, eventType);
    }

    @Override
    public RuledStream<T, R> parallelism(int tasks) {
        super.parallelism(tasks);
        return this;
    }
}
