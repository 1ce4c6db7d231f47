package io.millrace.graph;

import io.millrace.graph.Node.Input;
import io.millrace.metrics.internal.JsonText;
import io.millrace.metrics.internal.MermaidText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes a graph for people. */
final class GraphText {

    private final Graph graph;

    GraphText(Graph graph) {
        this.graph = graph;
    }

    String plain() {
        StringBuilder text = new StringBuilder("pipeline ").append(graph.name()).append('\n');
        for (Node node : graph.nodes()) {
            text.append("  ").append(node.id()).append("  ").append(title(node));
            if (!node.inputs().isEmpty()) {
                text.append("  <- ").append(inputs(node));
            }
            text.append('\n');
        }
        return text.toString();
    }

    String mermaid() {
        StringBuilder text = new StringBuilder("flowchart LR\n");
        for (Node node : graph.nodes()) {
            text.append("  n").append(node.id()).append(shape(node)).append('\n');
            for (Input input : node.inputs()) {
                text.append("  n").append(input.from()).append(" -->");
                String label = label(node, input);
                text.append(label.isEmpty() ? " " : "|" + MermaidText.escaped(label) + "| ");
                text.append('n').append(node.id()).append('\n');
            }
        }
        return text.toString();
    }

    String json() {
        return new JsonText()
                .add("name", graph.name())
                .addAll("nodes", graph.nodes().stream().map(GraphText::json).toList())
                .toString();
    }

    static String json(Node node) {
        JsonText text =
                new JsonText().add("id", node.id()).add("kind", node.kind()).add("label", node.label());
        if (node.name() != null) {
            text.add("name", node.name());
        }
        text.add("role", node.isSource() ? "source" : node.isSink() ? "sink" : "operator");
        if (node.parallelism() > 0) {
            text.add("parallelism", node.parallelism());
        }
        text.add("keyed", node.isKeyed());
        if (node.keyType() != null) {
            text.add("keyType", node.keyType().toString());
        }
        return text.add("details", node.details())
                .addAll(
                        "inputs",
                        node.inputs().stream().map(input -> json(node, input)).toList())
                .toString();
    }

    private static String json(Node node, Input input) {
        JsonText text = new JsonText().add("from", input.from());
        if (input.output() != null) {
            text.add("output", input.output());
        }
        if (input.exchange() instanceof Exchange.ByKey byKey) {
            text.add("exchange", "by key");
            if (byKey.key().type() != null) {
                text.add("keyType", byKey.key().type().toString());
            }
        } else {
            text.add("exchange", input.exchange().toString());
        }
        return text.add("control", node.isControl(input)).toString();
    }

    private static String title(Node node) {
        List<String> parts = new ArrayList<>();
        parts.add(node.name() == null ? node.kind() : node.kind() + " '" + node.name() + "'");
        node.details().forEach((key, value) -> parts.add(key + " " + value));
        if (node.parallelism() > 0) {
            parts.add("parallelism " + node.parallelism());
        }
        return String.join(", ", parts);
    }

    private static String inputs(Node node) {
        return node.inputs().stream()
                .map(input -> input.from() + (label(node, input).isEmpty() ? "" : " (" + label(node, input) + ")"))
                .collect(Collectors.joining(", "));
    }

    private static String label(Node node, Input input) {
        List<String> parts = new ArrayList<>();
        if (input.output() != null) {
            parts.add(input.output());
        }
        if (!(input.exchange() instanceof Exchange.Forward)) {
            parts.add(input.exchange().toString());
        }
        if (node.isControl(input)) {
            parts.add("control");
        }
        return String.join(", ", parts);
    }

    private static String shape(Node node) {
        String label = '"' + MermaidText.escaped(title(node)) + '"';
        if (node.isSource()) {
            return "([" + label + "])";
        }
        return node.isSink() ? "[[" + label + "]]" : "[" + label + "]";
    }
}
