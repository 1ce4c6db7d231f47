package io.millrace.graph;

import io.millrace.graph.Node.Input;
import io.millrace.operator.Updates;
import io.millrace.state.serde.Type;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds what keeps a graph from running, in words that say what to do. */
final class Validation {

    private final Graph graph;
    private final Node[] withoutTimestamps;
    private final UpdateFlow updates;
    private final List<String> problems = new ArrayList<>();
    private int missingSerdes;

    Validation(Graph graph) {
        this.graph = graph;
        withoutTimestamps = withoutTimestamps(graph);
        updates = new UpdateFlow(graph);
    }

    List<String> problems() {
        if (graph.nodes().isEmpty()) {
            problems.add("it is empty: begin with pipeline.source(\"name\", Sources...)");
        }
        checkNames();
        for (Node node : graph.nodes()) {
            checkEndsInSink(node);
            checkEventTime(node);
            checkControl(node);
            checkSplit(node);
            checkOrdinals(node);
            updates.check(node).ifPresent(problems::add);
            checkKeys(node);
            checkKeysMeet(node);
            checkParallelism(node);
        }
        return problems;
    }

    /** Whether all that is wrong is that keys need another type or a serde. */
    boolean isAboutSerdesAlone() {
        return missingSerdes == problems.size();
    }

    private void checkNames() {
        Map<String, Node> named = new HashMap<>();
        for (Node node : graph.nodes()) {
            Node other = node.name() == null ? null : named.putIfAbsent(node.name(), node);
            if (other != null) {
                problems.add("two nodes are named '" + node.name() + "' (a " + other.kind() + " and a " + node.kind()
                        + "): names tell state and metrics apart, so give each its own");
            }
        }
    }

    private void checkEndsInSink(Node node) {
        boolean ends =
                node.isSink() || (node.logic() instanceof OperatorLogic<?, ?> operator && operator.endsStreams());
        if (!ends && graph.consumers(node).findAny().isEmpty()) {
            problems.add(
                    node.logic() instanceof Verbs.DeadLetters
                            ? "nothing reads the dead letters of onError(...): add pipeline.deadLetters().to(\"name\","
                                    + " Sinks...), or say Errors.skip()"
                            : "nothing reads the " + node.kind() + " '" + node.label()
                                    + "': end the stream with .to(\"name\", Sinks...), or leave it out");
        }
    }

    private void checkEventTime(Node node) {
        if (!node.logic().needsEventTime()) {
            return;
        }
        for (Input input : node.timedInputs()) {
            Node source = withoutTimestamps[input.from()];
            if (source != null) {
                problems.add("the " + node.kind() + " '" + node.label() + "' works on event time, but the events of '"
                        + source.label() + "' reach it without timestamps: put .timestamps(Event::time,"
                        + " Watermarks.boundedOutOfOrderness(...)) between them");
            }
        }
    }

    private void checkSplit(Node node) {
        if (node.logic() instanceof SplitVerb<?> split) {
            Set<String> read = graph.nodes().stream()
                    .flatMap(each -> each.inputs().stream())
                    .filter(input -> input.from() == node.id())
                    .map(input -> Objects.requireNonNullElse(input.output(), ""))
                    .collect(Collectors.toSet());
            split.problem(node.label(), read).ifPresent(problems::add);
        }
    }

    private void checkControl(Node node) {
        if (!node.inputs().isEmpty() && node.timedInputs().isEmpty()) {
            problems.add("all inputs of the " + node.kind() + " '" + node.label()
                    + "' are for control, so that it would have"
                    + " no event time: leave .controlInput(...) out for one of them");
        }
    }

    private void checkOrdinals(Node node) {
        if (node.logic() instanceof OperatorSpec<?, ?> spec) {
            int inputs =
                    1 + node.inputs().stream().mapToInt(Input::ordinal).max().orElse(-1);
            spec.controls().forEach(input -> checkOrdinal(node, ".controlInput(" + input + ")", input, inputs));
            spec.combiners()
                    .keySet()
                    .forEach(input -> checkOrdinal(node, ".combiner(" + input + ", ...)", input, inputs));
        }
    }

    private void checkOrdinal(Node node, String said, int input, int inputs) {
        if (input < 0 || input >= inputs) {
            problems.add("the " + node.kind() + " '" + node.label() + "' has no input " + input + ", which " + said
                    + " speaks of: its inputs are numbered from 0, and there "
                    + (inputs == 1 ? "is one" : "are " + inputs));
        }
    }

    /** For each node a source whose events leave it without timestamps, or null; inputs come before their readers. */
    private static Node[] withoutTimestamps(Graph graph) {
        Node[] sources = new Node[graph.nodes().size()];
        for (Node node : graph.nodes()) {
            if (node.logic().makesEventTime()) {
                continue;
            }
            sources[node.id()] = node.isSource() ? node : firstOf(sources, node.timedInputs());
        }
        return sources;
    }

    private static Node firstOf(Node[] sources, List<Input> inputs) {
        return inputs.stream()
                .map(input -> sources[input.from()])
                .filter(source -> source != null)
                .findFirst()
                .orElse(null);
    }

    private void checkKeys(Node node) {
        for (Input input : node.inputs()) {
            if (input.key() != null && input.key().type() != null) {
                try {
                    graph.serdes().hasher(input.key().type());
                } catch (IllegalArgumentException e) {
                    missingSerdes++;
                    problems.add("the keys of the " + node.kind() + " '" + node.label() + "': " + e.getMessage()
                            + " (pipeline.serde(...) registers serdes)");
                }
            }
        }
    }

    private void checkKeysMeet(Node node) {
        Map<Type<?>, Input> inputs = new LinkedHashMap<>();
        for (Input input : node.inputs()) {
            if (input.key() != null && input.key().type() != null) {
                inputs.putIfAbsent(input.key().type(), input);
            }
        }
        if (inputs.size() > 1) {
            String told = inputs.entrySet().stream()
                    .map(entry -> "input " + entry.getValue().ordinal() + " (from '"
                            + graph.node(entry.getValue().from()).label() + "') " + entry.getKey())
                    .collect(Collectors.joining(", "));
            problems.add(
                    "the inputs of the " + node.kind() + " '" + node.label() + "' have keys of different types, so that"
                            + " keys that are equal may be owned by different tasks: " + told
                            + "; have all of them keyed by one type, as"
                            + " .keyBy(function, Key.class) declares it");
        }
    }

    private void checkParallelism(Node node) {
        int most = Integer.MAX_VALUE;
        if (node.logic() instanceof NodeLogic.FromSource from) {
            most = from.source().maxParallelism();
        } else if (node.logic() instanceof NodeLogic.ToSink to) {
            most = to.sink().maxParallelism();
        }
        if (node.parallelism() > most) {
            problems.add("the " + node.kind() + " '" + node.label() + "' has parallelism " + node.parallelism()
                    + ", but its work can be shared by " + most + " at most: lower it with .parallelism(" + most + ")");
        }
    }

    /** Which streams of a graph hold events that are updates of others, and whose results those are. */
    private static final class UpdateFlow {

        private final Graph graph;

        /** Of each node, what those of its inputs hold whose updates its results are. */
        private final List<Map<Updates, Node>> incoming = new ArrayList<>();

        UpdateFlow(Graph graph) {
            this.graph = graph;
            for (Node node : graph.nodes()) {
                Map<Updates, Node> origins = new EnumMap<>(Updates.class);
                node.inputs().stream()
                        .filter(input -> passes(node, input))
                        .forEach(input -> held(input).forEach(origins::putIfAbsent));
                incoming.add(origins);
            }
        }

        private static boolean passes(Node node, Input input) {
            return !(node.logic() instanceof OperatorLogic<?, ?> logic) || logic.passesUpdates(input.ordinal());
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
            boolean isOfWindows = origin.details().containsKey("emit");
            String told = updates == Updates.REVISIONS
                    ? "comes again, updated, and each time would count as something new"
                    : "comes in parts, which its aggregate would take for whole results";
            String remedy = updates == Updates.REVISIONS
                    ? "an aggregate that keeps the latest of each (Aggregates.latestBy, or last() by their key)"
                    : "an aggregate that adds them up (Aggregates.sumLong, sumDouble)";
            String finals = "final results only (Emit.atEnd() without allowedLateness, or .finalOnly() right behind '"
                    + origin.label() + "'), or ";
            return "the " + node.kind() + " '" + node.label() + "' would count results of the " + origin.kind() + " '"
                    + origin.label() + "' more than once: what that tells of a " + (isOfWindows ? "window" : "key")
                    + reason(origin) + " " + told + ". Give it " + (isOfWindows ? finals : "") + remedy
                    + ", or say .updatesAreMeant() behind .window(...)";
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
}
