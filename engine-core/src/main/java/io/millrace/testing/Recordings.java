package io.millrace.testing;

import io.millrace.graph.Graph;
import io.millrace.graph.Node;
import io.millrace.graph.NodeLogic;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the world has seen of the sinks of a pipeline. Outlives the process that is simulated. */
final class Recordings {

    private final Map<String, Recording> bySink = new TreeMap<>();

    /** The graph, with sinks that are recorded. */
    Graph recorded(Graph graph) {
        List<Node> nodes = graph.nodes().stream().map(this::recorded).toList();
        return new Graph(graph.name(), nodes, graph.serdes());
    }

    private Node recorded(Node node) {
        if (!(node.logic() instanceof NodeLogic.ToSink to)) {
            return node;
        }
        Recording output = bySink.computeIfAbsent(node.name(), unused -> new Recording());
        return node.withLogic(new NodeLogic.ToSink(RecordingSink.of(to.sink(), output)));
    }

    List<Object> of(String sink) {
        Recording output = bySink.get(sink);
        if (output == null) {
            throw new IllegalArgumentException("there is no sink '" + sink + "'; there are " + bySink.keySet());
        }
        return output.visible();
    }

    /** What the world has seen of a sink, and what is prepared for it. Outlives the process that is simulated. */
    static final class Recording {

        private final List<Object> visible = new ArrayList<>();
        private final Map<Transaction, List<Object>> prepared = new HashMap<>();

        /** Which results they are that were prepared together. */
        record Transaction(int attempt, int subtask, long snapshot) {}

        List<Object> visible() {
            return Collections.unmodifiableList(visible);
        }

        void add(Object result) {
            visible.add(result);
        }

        void prepare(Transaction transaction, List<Object> results) {
            prepared.put(transaction, List.copyOf(results));
        }

        /** What was prepared becomes visible, unless it is already. */
        void commit(Transaction transaction) {
            List<Object> results = prepared.remove(transaction);
            if (results != null) {
                visible.addAll(results);
            }
        }

        /** Of attempts before this one. */
        void forgetPrepared(int attempt) {
            prepared.keySet().removeIf(transaction -> transaction.attempt < attempt);
        }
    }
}
