package io.millrace.window;

import io.millrace.function.BiFn;
import io.millrace.function.LambdaTypes;
import io.millrace.graph.NodeLogic.UpdateRule;
import io.millrace.graph.OperatorLogic;
import io.millrace.operator.Operator;
import io.millrace.state.serde.Type;
import java.util.Map;
import java.util.Objects;

/**
 * All that is said of windows whose results are told together with the events that raised them.
 *
 * @param <K> the keys
 * @param <T> the events
 * @param <R> the values of the results
 * @param <O> the outputs
 * @param windows what is said of the windows
 * @param function makes an output of a result and its event
 */
public record RaisedSpec<K, T, R, O>(WindowSpec<K, T, R> windows, BiFn<WindowResult<K, R>, T, O> function)
        implements OperatorLogic<Object, O> {

    /** Checks that it is events that raise the results. */
    public RaisedSpec {
        Objects.requireNonNull(function, () -> "the function of window '" + windows.name() + "' must not be null");
        if (!windows.emit().isRaisedByEvents()) {
            throw new IllegalArgumentException("window '" + windows.name() + "' emits " + windows.emit()
                    + ", and what time raises has no event to hand to a function: say Emit.onUpdate() or"
                    + " Emit.whenFirst(condition), or leave the function out and .map the results");
        }
    }

    @Override
    public String name() {
        return windows.name();
    }

    @Override
    public String kind() {
        return windows.kind();
    }

    @Override
    public Map<String, String> details() {
        return windows.details();
    }

    @Override
    public boolean needsEventTime() {
        return windows.needsEventTime();
    }

    @Override
    public UpdateRule updates() {
        return windows.updates();
    }

    @Override
    public Operator<Object, O> operator() {
        return WindowOperators.raised(windows, function);
    }

    @Override
    public Type<?> resultType(Type<?> unused) {
        return LambdaTypes.ofFunction(function);
    }
}
