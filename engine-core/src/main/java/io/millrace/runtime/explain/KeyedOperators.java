package io.millrace.runtime.explain;

import io.millrace.graph.Node;
import io.millrace.runtime.plan.Layout;
import io.millrace.runtime.task.TaskView.KeyQuestion;
import io.millrace.runtime.task.TaskView.Place;
import io.millrace.state.log.SafeText;
import io.millrace.state.serde.Type;
import io.millrace.state.table.KeyGroups;
import java.util.stream.Collectors;

/** The operators of a job that can be asked about a key, and which of their tasks owns it. */
final class KeyedOperators {

    private final String job;
    private final Layout layout;

    KeyedOperators(String job, Layout layout) {
        this.job = job;
        this.layout = layout;
    }

    /**
     * An operator by its name.
     *
     * @param kind what it has to be, for the message
     * @throws IllegalArgumentException when there is none that has keys
     */
    Node node(String kind, String name) {
        if (name == null) {
            throw new IllegalArgumentException("the name of the operator must not be null");
        }
        return layout.keyedNodes().stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("job '" + job + "' has no " + kind + " '" + name
                        + "'; its operators with keys are: " + names()));
    }

    String names() {
        String names = layout.keyedNodes().stream()
                .map(node -> "'" + node.name() + "' (" + node.kind() + ")")
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "none" : names;
    }

    /**
     * Who owns a key.
     *
     * @throws IllegalArgumentException when it cannot be a key of that operator
     */
    KeyQuestion question(Node node, Object key) {
        Type<?> type = node.keyType();
        if (key == null) {
            throw new IllegalArgumentException("the key must not be null; no event of '" + node.name() + "' has such");
        }
        if (type != null && !type.rawClass().isInstance(key)) {
            throw new IllegalArgumentException("the keys of '" + node.name() + "' are of type " + type + ", but '"
                    + SafeText.of(key) + "' is of type " + key.getClass().getTypeName());
        }
        int hash = hash(type, key);
        int subtask = KeyGroups.taskOf(KeyGroups.groupOf(hash), layout.parallelism(node));
        return new KeyQuestion(new Place(node.id(), subtask), key, hash);
    }

    @SuppressWarnings("unchecked") // the key is of the type, or that is not known
    private int hash(Type<?> type, Object key) {
        return layout.graph().serdes().hasher((Type<Object>) type).hash(key);
    }
}
