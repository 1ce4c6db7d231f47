package io.millrace.host;

import io.millrace.graph.Graph;
import io.millrace.graph.Node;
import io.millrace.graph.Node.Input;
import io.millrace.runtime.plan.Planner;
import io.millrace.runtime.plan.Planner.Combining;
import io.millrace.runtime.snapshot.StateLabels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * A graph divided into tasks, as the engine divides it: nodes that need not be apart run together, and between tasks there
 * are edges. What the engine alone does is to have no exchanges between nodes of parallelism 1; so which nodes are in a task of
 * a plan does not depend on its parallelism, unless streams were given numbers of their own. Immutable.
 */
public final class Plan {

    private final Graph graph;
    private final int parallelism;
    private final Planner planner;
    private final IdentityHashMap<Input, PlannedEdge> edges = new IdentityHashMap<>();
    private final List<PlannedTask> tasks;

    private Plan(Graph graph, int parallelism, Planner planner) {
        this.graph = graph;
        this.parallelism = parallelism;
        this.planner = planner;
        tasks = tasksOf();
    }

    /**
     * Divides a graph.
     *
     * @param graph what {@link io.millrace.Pipeline#graph} gives
     * @param parallelism the tasks of a keyed or rebalanced node that was given no number, 1 to 128
     * @return the plan
     * @throws io.millrace.graph.Graph.InvalidGraphException when the graph cannot be run
     */
    public static Plan of(Graph graph, int parallelism) {
        return of(graph.validated(), parallelism, Combining.NONE);
    }

    /**
     * Divides a graph as the engine itself does when it runs it: with combiners, and without exchanges between nodes of
     * parallelism 1. Metrics of its jobs call the tasks by these names.
     *
     * @param graph what {@link io.millrace.Pipeline#graph} gives
     * @param parallelism the tasks of a keyed or rebalanced node that was given no number, 1 to 128
     * @return the plan
     * @throws io.millrace.graph.Graph.InvalidGraphException when the graph cannot be run
     */
    public static Plan ofEngine(Graph graph, int parallelism) {
        return new Plan(graph, parallelism, new Planner(graph.validated(), parallelism));
    }

    private static Plan of(Graph graph, int parallelism, Combining combining) {
        return new Plan(graph, parallelism, new Planner(graph, parallelism, new Planner.Options(combining, false)));
    }

    /**
     * The same with operators before exchanges that put events together, so that less is sent: where what they make can be
     * written, and nobody reads the late events of the operator behind. Each of what they make is a {@link PackedRow} among the
     * rows of the edge.
     *
     * @return the changed plan
     */
    public Plan withCombiners() {
        return of(graph, parallelism, Combining.ACROSS_PROCESSES);
    }

    private List<PlannedTask> tasksOf() {
        List<PlannedTask> made = new ArrayList<>();
        Map<Integer, List<PlannedEdge>> inputs = new HashMap<>();
        Map<Integer, List<PlannedEdge>> exits = new HashMap<>();
        for (Node consumer : planner.heads()) {
            for (Input input : consumer.inputs()) {
                Node producer = planner.head(planner.node(input.from()));
                List<PlannedEdge> before = exits.computeIfAbsent(producer.id(), unused -> new ArrayList<>());
                PlannedEdge edge = new PlannedEdge(
                        producer.label(),
                        before.size(),
                        input.output(),
                        consumer.label(),
                        input.ordinal(),
                        planner.exchange(input, consumer),
                        input.type());
                edges.put(input, edge);
                before.add(edge);
                inputs.computeIfAbsent(consumer.id(), unused -> new ArrayList<>())
                        .add(edge);
            }
        }
        Map<Integer, String> labels = StateLabels.of(graph);
        for (Node head : planner.heads()) {
            List<Node> nodes = planner.nodes().stream()
                    .filter(node -> planner.head(node).id() == head.id())
                    .toList();
            made.add(new PlannedTask(
                    this,
                    head,
                    labels.get(head.id()),
                    nodes,
                    inputs.getOrDefault(head.id(), List.of()),
                    exits.getOrDefault(head.id(), List.of())));
        }
        return List.copyOf(made);
    }

    Planner planner() {
        return planner;
    }

    /** The edge that an input of a head is. */
    PlannedEdge edge(Input input) {
        return edges.get(input);
    }

    /**
     * What is divided.
     *
     * @return the graph
     */
    public Graph graph() {
        return graph;
    }

    /**
     * The tasks of a keyed or rebalanced node that was given no number.
     *
     * @return the parallelism
     */
    public int parallelism() {
        return parallelism;
    }

    /**
     * What there is to be run.
     *
     * @return the tasks, producers before consumers
     */
    public List<PlannedTask> tasks() {
        return tasks;
    }

    /**
     * A task by its name.
     *
     * @param name its name
     * @return the task
     * @throws IllegalArgumentException when there is none
     */
    public PlannedTask task(String name) {
        return tasks.stream()
                .filter(task -> task.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no task '" + name + "' among " + tasks));
    }

    /**
     * The plan as text, a line per task.
     *
     * @return the text, ending with a line break
     */
    public String text() {
        return new PlanText(this).plain();
    }

    /**
     * The plan as a Mermaid flowchart: the tasks, with what runs in each, and the edges between them.
     *
     * @return the text, ending with a line break
     */
    public String mermaid() {
        return new PlanText(this).mermaid();
    }

    /**
     * The plan as JSON, for programs: its {@code name}, its {@code parallelism} and its {@code tasks}, producers first. A task has {@code name}, {@code label}, {@code
     * parallelism}, {@code nodes}, what runs in it, as {@link io.millrace.graph.Graph#json} has it and the combiners of the plan besides, {@code source}, {@code keyed}, {@code blocks},
     * {@code commits}, and {@code inputs}; an input has {@code from}, the name of a task, {@code exchange}, {@code control}, and where there is one {@code keyType}, and {@code output}, the
     * side output that it reads. The page of the dashboard is made of it.
     *
     * @return one object in ASCII, in one line without a line break
     */
    public String json() {
        return new PlanText(this).json();
    }

    @Override
    public String toString() {
        return graph.name() + " " + tasks;
    }
}
