package io.millrace.window;

import io.millrace.graph.CombinedRows;
import io.millrace.graph.NodeLogic.UpdateRule;
import io.millrace.graph.OperatorLogic;
import io.millrace.operator.Operator;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that is said of windows that hold the events of several streams: what a {@link CoWindowed} adds to the graph. It reads
 * events, and what its combiners have made of events.
 *
 * @param <K> the keys
 * @param <R> the values of the results
 * @param inputs what is said, stream by stream, in the order of the inputs: all the same but for the keys, the types of the
 *     events, and what the aggregates do with an event. Their accumulators and results are those of all streams together
 */
public record CoGroupSpec<K, R>(List<WindowSpec<K, ?, R>> inputs) implements OperatorLogic<Object, WindowResult<K, R>> {

    /** Checks that these windows may hold the events of several streams. */
    public CoGroupSpec {
        inputs = List.copyOf(inputs);
        inputs.forEach(input -> checkShape(input.name(), input.shape()));
    }

    /** What is the same for all inputs is told by the first. */
    WindowSpec<K, ?, R> windows() {
        return inputs.get(0);
    }

    private static void checkShape(String name, WindowShape<?> shape) {
        String reason = whyNot(shape);
        if (reason != null) {
            throw new IllegalStateException("window '" + name + "', a " + shape.text()
                    + ", cannot hold the events of several streams: " + reason);
        }
    }

    private static String whyNot(WindowShape<?> shape) {
        String merge = "; make events of one type of both streams, and .merge them before .keyBy";
        if (shape instanceof WindowShape.Count) {
            return "there is no order between the events of different streams, so that which are counted together would"
                    + " be chance; use windows of time";
        }
        if (shape instanceof WindowShape.SessionWithGap) {
            return "its gap is told by the events of one; use Windows.session(gap)" + merge;
        }
        return shape instanceof WindowShape.Assigned ? "its assigner is told the events of one" + merge : null;
    }

    @Override
    public String name() {
        return windows().name();
    }

    @Override
    public String kind() {
        return windows().kind();
    }

    @Override
    public Map<String, String> details() {
        Map<String, String> details = new LinkedHashMap<>(windows().details());
        details.put("co-group", inputs.size() + " streams");
        return Collections.unmodifiableMap(details);
    }

    @Override
    public boolean needsEventTime() {
        return windows().needsEventTime();
    }

    @Override
    public UpdateRule updates() {
        return windows().updates();
    }

    @Override
    public Operator<Object, WindowResult<K, R>> operator() {
        return WindowOperators.operator(inputs);
    }

    @Override
    public OperatorLogic<?, Object> combiner(int input) {
        return inputs.get(input).combiner(0);
    }

    @Override
    public CombinedRows<?> combinedRows(int input, SerdeRegistry serdes) {
        return windows().combinedRows(0, serdes);
    }

    @Override
    public Type<?> resultType(Type<?> unused) {
        return windows().resultType(null);
    }
}
