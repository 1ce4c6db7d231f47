package io.millrace.host;

import io.millrace.graph.Exchange;
import io.millrace.graph.Graph;
import io.millrace.graph.Node;
import io.millrace.metrics.internal.JsonText;
import io.millrace.metrics.internal.MermaidText;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a plan for people and for programs. */
final class PlanText {

    private final Plan plan;

    PlanText(Plan plan) {
        this.plan = plan;
    }

    String plain() {
        StringBuilder text =
                new StringBuilder("plan of ").append(plan.graph().name()).append('\n');
        for (PlannedTask task : plan.tasks()) {
            text.append("  ").append(task).append(": ").append(String.join(", ", labels(task)));
            if (!task.inputs().isEmpty()) {
                text.append("  <- ")
                        .append(task.inputs().stream()
                                .map(edge -> edge.from() + " (" + label(task, edge) + ")")
                                .collect(Collectors.joining(", ")));
            }
            text.append('\n');
        }
        return text.toString();
    }

    String mermaid() {
        StringBuilder text = new StringBuilder("flowchart LR\n");
        Map<String, Integer> numbers = new HashMap<>();
        for (PlannedTask task : plan.tasks()) {
            numbers.put(task.name(), numbers.size());
            String content = labels(task).stream().map(MermaidText::escaped).collect(Collectors.joining("<br>"));
            text.append("  t").append(numbers.get(task.name())).append("[\"").append(content);
            text.append("<br>x ").append(task.parallelism()).append("\"]\n");
            for (PlannedEdge edge : task.inputs()) {
                text.append("  t").append(numbers.get(edge.from())).append(" -->|");
                text.append(MermaidText.escaped(label(task, edge)))
                        .append("| t")
                        .append(numbers.get(task.name()))
                        .append('\n');
            }
        }
        return text.toString();
    }

    private static List<String> labels(PlannedTask task) {
        return task.nodes().stream().map(Node::label).toList();
    }

    private static String label(PlannedTask task, PlannedEdge edge) {
        return (edge.output() == null ? "" : edge.output() + ", ")
                + edge.exchange()
                + (task.isControl(edge.input()) ? ", control" : "");
    }

    String json() {
        return new JsonText()
                .add("name", plan.graph().name())
                .add("parallelism", plan.parallelism())
                .addAll("tasks", plan.tasks().stream().map(PlanText::json).toList())
                .toString();
    }

    private static String json(PlannedTask task) {
        return new JsonText()
                .add("name", task.name())
                .add("label", task.label())
                .add("parallelism", task.parallelism())
                .addAll("nodes", task.nodes().stream().map(Graph::json).toList())
                .add("source", task.isSource())
                .add("keyed", task.isKeyed())
                .add("blocks", task.blocks())
                .add("commits", task.commits())
                .addAll(
                        "inputs",
                        task.inputs().stream().map(edge -> json(task, edge)).toList())
                .toString();
    }

    private static String json(PlannedTask task, PlannedEdge edge) {
        JsonText text = new JsonText().add("from", edge.from());
        if (edge.output() != null) {
            text.add("output", edge.output());
        }
        if (edge.exchange() instanceof Exchange.ByKey byKey) {
            text.add("exchange", "by key");
            if (byKey.key().type() != null) {
                text.add("keyType", byKey.key().type().toString());
            }
        } else {
            text.add("exchange", edge.exchange().toString());
        }
        return text.add("control", task.isControl(edge.input())).toString();
    }
}
