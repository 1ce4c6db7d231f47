package io.millrace.window;

import io.millrace.EventStream;
import io.millrace.state.serde.Type;
import io.millrace.window.operator.WindowOperator;

/**
 * The results of windows, and the events that came too late for them.
 *
 * @param <K> the keys
 * @param <T> the events
 * @param <R> the values of the results
 */
public final class WindowedResults<K, T, R> extends EventStream<WindowResult<K, R>> {

    /** Null where it is not known. */
    private final Type<T> events;

    WindowedResults(EventStream<WindowResult<K, R>> results, Type<T> events) {
        super(results);
        this.events = events;
    }

    /**
     * The events that no window took, because all that they belong to are over. They are counted, too, in the
     * operator's metric {@code late}.
     *
     * @return the late events, with their timestamps
     */
    public EventStream<T> late() {
        return sideOutput(WindowOperator.LATE, events);
    }

    @Override
    public WindowedResults<K, T, R> parallelism(int tasks) {
        super.parallelism(tasks);
        return this;
    }
}
