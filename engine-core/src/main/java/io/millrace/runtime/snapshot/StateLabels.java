package io.millrace.runtime.snapshot;

import io.millrace.graph.Graph;
import io.millrace.graph.Node;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the nodes of a graph are called in snapshots: by their names, and those that have none by the named node that they
 * are behind, so that a change elsewhere in the pipeline does not rename them. What those remember may always be lost.
 */
public final class StateLabels {

    /** No name given by a user begins like this. */
    private static final String DERIVED = "~";

    private StateLabels() {}

    /** The labels by the id of the node. */
    public static Map<Integer, String> of(Graph graph) {
        Map<Integer, String> labels = new TreeMap<>();
        Map<String, Integer> taken = new HashMap<>();
        for (Node node : graph.nodes()) {
            if (node.name() != null) {
                labels.put(node.id(), node.name());
            } else {
                String base = DERIVED + node.kind() + " behind " + namedBefore(graph, node);
                labels.put(node.id(), base + " " + taken.merge(base, 1, Integer::sum));
            }
        }
        return labels;
    }

    public static boolean isDerived(String label) {
        return label.startsWith(DERIVED);
    }

    private static String namedBefore(Graph graph, Node node) {
        Node at = node;
        while (at.name() == null && !at.inputs().isEmpty()) {
            at = graph.node(at.inputs().get(0).from());
        }
        return at.label();
    }
}
