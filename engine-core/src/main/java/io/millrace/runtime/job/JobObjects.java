package io.millrace.runtime.job;

import io.millrace.graph.Graph;
import io.millrace.graph.Node;
import io.millrace.state.serde.Type;
import io.millrace.view.TableView;
import io.millrace.view.ViewLogic;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What a job has of its operators over all attempts, such as its views. */
public final class JobObjects {

    private final Graph graph;
    private final Map<String, Object> objects = new ConcurrentHashMap<>();

    JobObjects(Graph graph) {
        this.graph = graph;
    }

    @SuppressWarnings("unchecked") // what an operator has made is what it asks for
    <S> S of(String operator, Supplier<S> maker) {
        return (S) objects.computeIfAbsent(operator, unused -> Objects.requireNonNull(maker.get(), "made null"));
    }

    /**
     * A view of the job.
     *
     * @throws IllegalArgumentException when there is none of that name, or its keys or rows are of other types
     */
    @SuppressWarnings("unchecked") // as far as the types are known they have been compared
    public <K, V> TableView<K, V> view(String name, Type<K> keys, Type<V> rows) {
        ViewLogic<?, ?, ?> logic = graph.nodes().stream()
                .filter(node -> node.logic() instanceof ViewLogic && node.name().equals(name))
                .map(node -> (ViewLogic<?, ?, ?>) node.logic())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "job '" + graph.name() + "' has no view '" + name + "'; it has " + views()));
        check(name, "keys", logic.key().type(), keys);
        check(name, "rows", logic.rowType(), rows);
        return (TableView<K, V>) of(name, logic::newView);
    }

    private String views() {
        String names = graph.nodes().stream()
                .filter(node -> node.logic() instanceof ViewLogic)
                .map(Node::name)
                .map(name -> "'" + name + "'")
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "none: KeyedStream.view(...) makes one" : names;
    }

    private void check(String name, String what, Type<?> known, Type<?> asked) {
        if (known != null
                && !known.equals(asked)
                && !(asked.equals(Type.of(asked.rawClass())) && asked.rawClass().isAssignableFrom(known.rawClass()))) {
            throw new IllegalArgumentException("the " + what + " of view '" + name + "' of job '" + graph.name()
                    + "' are of type " + known + ", and not of " + asked);
        }
    }
}
