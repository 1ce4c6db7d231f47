package io.millrace.window;

import io.millrace.EventStream;
import io.millrace.operator.SideOutput;
import io.millrace.state.serde.Type;

/**
 * What a function made of the results of windows and the events that raised them, and the events that came too late. Each
 * output has the timestamp of the result that it was made of.
 *
 * @param <T> the events
 * @param <O> the outputs
 */
public final class RaisedResults<T, O> extends EventStream<O> {

    private final Type<T> events;

    RaisedResults(EventStream<O> outputs, Type<T> events) {
        super(outputs);
        this.events = events;
    }

    /**
     * The events that no window took; see {@link WindowedResults#late()}.
     *
     * @return the late events, with their timestamps
     */
    public EventStream<T> late() {
        return sideOutput(SideOutput.LATE, events);
    }

    @Override
    public RaisedResults<T, O> parallelism(int tasks) {
        super.parallelism(tasks);
        return this;
    }
}
