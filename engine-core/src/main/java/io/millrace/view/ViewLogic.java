package io.millrace.view;

import io.millrace.function.Fn;
import io.millrace.graph.KeySelector;
import io.millrace.graph.Node;
import io.millrace.graph.OperatorLogic;
import io.millrace.operator.Operator;
import io.millrace.state.serde.Type;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Shows the latest row of each key, and passes its events on.
 *
 * @param <K> the keys
 * @param <T> the events
 * @param <V> the rows
 * @param name the name of the view
 * @param key from event to key
 * @param row from event to the row of its key, or null where there is none any more
 * @param rowType the type of the rows, or null where it is not known
 */
public record ViewLogic<K, T, V>(String name, KeySelector<T, K> key, Fn<? super T, ? extends V> row, Type<V> rowType)
        implements OperatorLogic<T, T> {

    /** Checks what has to be there. */
    public ViewLogic {
        Node.checkedName("view", name);
        Objects.requireNonNull(key, "the key must not be null");
        Objects.requireNonNull(row, "the function from event to row must not be null");
    }

    /**
     * A view of which nothing is shown yet.
     *
     * @return the view
     */
    public TableView<K, V> newView() {
        return new PublishedView<>(name, key.type() == null ? null : key.type().rawClass());
    }

    @Override
    public Operator<T, T> operator() {
        return new ViewOperator<>(this);
    }

    @Override
    public boolean endsStreams() {
        return true;
    }

    @Override
    public String kind() {
        return "view";
    }

    @Override
    public Map<String, String> details() {
        Map<String, String> details = new LinkedHashMap<>();
        if (rowType != null) {
            details.put("rows", rowType.toString());
        }
        return details;
    }

    @Override
    @SuppressWarnings("unchecked") // the events are the same
    public Type<T> resultType(Type<?> eventType) {
        return (Type<T>) eventType;
    }
}
