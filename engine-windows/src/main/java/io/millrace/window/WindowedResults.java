package io.millrace.window;

import io.millrace.EventStream;
import io.millrace.graph.NodeLogic.UpdateRule;
import io.millrace.graph.OperatorLogic;
import io.millrace.operator.Operator;
import io.millrace.operator.Operators;
import io.millrace.operator.SideOutput;
import io.millrace.operator.Updates;
import io.millrace.state.serde.Type;
import java.util.Set;

/**
 * The results of windows, and the events that came too late for them.
 *
 * @param <K> the keys
 * @param <T> the events
 * @param <R> the values of the results
 */
public final class WindowedResults<K, T, R> extends EventStream<WindowResult<K, R>> {

    private final WindowSpec<?, T, ?> windows;

    WindowedResults(EventStream<WindowResult<K, R>> results, WindowSpec<?, T, ?> windows) {
        super(results);
        this.windows = windows;
    }

    /**
     * Lets the final results through alone.
     *
     * @param <K> the keys
     * @param <R> the values of the results
     */
    public record Final<K, R>() implements OperatorLogic<WindowResult<K, R>, WindowResult<K, R>> {
        @Override
        public String kind() {
            return "final results";
        }

        @Override
        public Operator<WindowResult<K, R>, WindowResult<K, R>> operator() {
            return Operators.filter(result -> result.pane().last());
        }

        @Override
        public UpdateRule updates() {
            return new UpdateRule(Set.of(), Set.of(Updates.values()));
        }

        @Override
        public Type<?> resultType(Type<?> events) {
            return events;
        }
    }

    /**
     * The events that no window took, because all that they belong to are over. They are counted, too, in the
     * operator's metric {@code late}.
     *
     * @return the late events, with their timestamps
     */
    public EventStream<T> late() {
        return sideOutput(SideOutput.LATE, windows.events());
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
        windows.checkIsFinal();
        return transform(new Final<K, R>());
    }

    @Override
    public WindowedResults<K, T, R> parallelism(int tasks) {
        super.parallelism(tasks);
        return this;
    }
}
