package io.millrace.table;

import io.millrace.EventStream;
import io.millrace.operator.SideOutput;
import io.millrace.state.serde.Type;

/**
 * The results of a join with a table as of event time, and the events that came too late for it.
 *
 * @param <T> the events
 * @param <R> the results
 */
public final class AsOfJoined<T, R> extends EventStream<R> {

    private final Type<T> events;

    AsOfJoined(EventStream<R> results, Type<T> events) {
        super(results);
        this.events = events;
    }

    /**
     * The events that came behind event time, for which it may be forgotten what held. They have no result, and are
     * counted in the operator's metric {@code late}.
     *
     * @return the late events, with their timestamps
     */
    public EventStream<T> late() {
        return sideOutput(SideOutput.LATE, events);
    }

    @Override
    public AsOfJoined<T, R> parallelism(int tasks) {
        super.parallelism(tasks);
        return this;
    }

    @Override
    public AsOfJoined<T, R> typed(Class<R> type) {
        return new AsOfJoined<>(super.typed(type), events);
    }

    @Override
    public AsOfJoined<T, R> typed(Type<R> type) {
        return new AsOfJoined<>(super.typed(type), events);
    }
}
