package io.millrace.window;

import io.millrace.EventStream;
import io.millrace.graph.OperatorSpec;
import io.millrace.operator.Operators;
import io.millrace.operator.Updates;
import io.millrace.state.serde.Type;
import io.millrace.window.operator.WindowOperator;
import java.util.Set;

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

    private final Finality finality;

    WindowedResults(EventStream<WindowResult<K, R>> results, Type<T> events, Finality finality) {
        super(results);
        this.events = events;
        this.finality = finality;
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

    /**
     * The final results alone, one for each key and window: those at the ends of windows, whatever else is emitted. For
     * another window, or whatever else shall count each once.
     *
     * @return the final results
     * @throws IllegalStateException when there are none: the windows emit nothing at their ends, or increments only, or
     *     allow late events, so that another result may always follow
     */
    public EventStream<WindowResult<K, R>> finalOnly() {
        finality.check();
        OperatorSpec<WindowResult<K, R>, WindowResult<K, R>> last = OperatorSpec.stateless(
                "final results",
                () -> Operators.filter(
                        (WindowResult<K, R> result) -> result.pane().last()));
        return transform(last.updates(Set.of(), Set.of(Updates.values())));
    }

    @Override
    public WindowedResults<K, T, R> parallelism(int tasks) {
        super.parallelism(tasks);
        return this;
    }
}
