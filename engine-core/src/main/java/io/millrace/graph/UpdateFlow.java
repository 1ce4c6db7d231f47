package io.millrace.graph;

import io.millrace.operator.Updates;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which streams of a graph hold events that are updates of others, and whose results those are. */
final class UpdateFlow {

    private final Graph graph;

    /** Of each node, what its inputs hold; of those for control no results are made. */
    private final List<Map<Updates, Node>> incoming = new ArrayList<>();

    UpdateFlow(Graph graph) {
        this.graph = graph;
        for (Node node : graph.nodes()) {
            Map<Updates, Node> origins = new EnumMap<>(Updates.class);
            node.timedInputs().forEach(input -> held(input).forEach(origins::putIfAbsent));
            incoming.add(origins);
        }
    }

    /** Side outputs hand on what came, as that of late events does. */
    private Map<Updates, Node> held(Input input) {
        Node producer = graph.node(input.from());
        if (input.output() != null || producer.logic().updates().emitted() == null) {
            return incoming.get(producer.id());
        }
        Map<Updates, Node> own = new EnumMap<>(Updates.class);
        producer.logic().updates().emitted().forEach(updates -> own.put(updates, producer));
        return own;
    }

    /** What would be counted more than once at a node, if anything would be. */
    Optional<String> check(Node node) {
        return incoming.get(node.id()).entrySet().stream()
                .filter(entry -> !node.logic().updates().taken().contains(entry.getKey()))
                .findFirst()
                .map(entry -> problem(node, entry.getKey(), entry.getValue()));
    }

    private static String problem(Node node, Updates updates, Node origin) {
        String told = updates == Updates.REVISIONS
                ? "comes again, updated, and each time would count as something new"
                : "comes in parts, which its aggregate would take for whole results";
        String remedy = updates == Updates.REVISIONS
                ? "an aggregate that keeps the latest of each (Aggregates.latestBy, or last() by their key)"
                : "an aggregate that adds them up (Aggregates.sumLong, sumDouble)";
        return "the " + node.kind() + " '" + node.label() + "' would count results of the " + origin.kind() + " '"
                + origin.label() + "' more than once: what that tells of a window" + reason(origin) + " " + told
                + ". Give it final results only (Emit.atEnd() without allowedLateness, or .finalOnly() right behind '"
                + origin.label() + "'), or " + remedy + ", or say .updatesAreMeant() behind .window(...)";
    }

    private static String reason(Node origin) {
        List<String> reasons = new ArrayList<>();
        for (String detail : List.of("emit", "allowed lateness")) {
            if (origin.details().containsKey(detail)) {
                reasons.add(detail + " " + origin.details().get(detail));
            }
        }
        return reasons.isEmpty() ? "" : " (" + String.join(", ", reasons) + ")";
    }
}
