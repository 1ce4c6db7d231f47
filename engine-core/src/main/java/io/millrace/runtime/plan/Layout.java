package io.millrace.runtime.plan;

import io.millrace.graph.Graph;
import io.millrace.graph.Node;
import io.millrace.graph.Node.Input;
import io.millrace.runtime.task.ObservedTask;
import io.millrace.runtime.task.TaskView.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Where the nodes of a graph run, for those who follow a stream back to its sources. Filled before the job starts. */
public final class Layout {

    private final Graph graph;
    private final Planner planner;

    /** By the nodes that begin them, producers first. */
    private final Map<Integer, List<ObservedTask>> tasks = new LinkedHashMap<>();

    Layout(Graph graph, Planner planner) {
        this.graph = graph;
        this.planner = planner;
    }

    public void add(Node head, List<? extends ObservedTask> tasksOfHead) {
        tasks.put(head.id(), List.copyOf(tasksOfHead));
    }

    /** The tasks by the nodes that begin them, producers first. */
    public List<Place> heads() {
        List<Place> heads = new ArrayList<>();
        tasks.forEach((head, all) -> {
            for (int subtask = 0; subtask < all.size(); subtask++) {
                heads.add(new Place(head, subtask));
            }
        });
        return heads;
    }

    public Graph graph() {
        return graph;
    }

    public Node node(Place place) {
        return node(place.node());
    }

    /** A node of the plan. */
    public Node node(int id) {
        return planner.node(id);
    }

    public int parallelism(Node node) {
        return planner.parallelism(node);
    }

    /** Null where the job has no tasks, since it goes on from its end. */
    public ObservedTask task(Place place) {
        List<ObservedTask> all = tasksOf(planner.head(node(place)));
        return all.isEmpty() ? null : all.get(place.subtask());
    }

    /** The tasks whose rows come to those of a node that begins tasks. */
    public List<ObservedTask> senders(Node head) {
        List<ObservedTask> senders = new ArrayList<>();
        for (Input input : head.inputs()) {
            senders.addAll(tasksOf(planner.head(graph.node(input.from()))));
        }
        return senders;
    }

    private List<ObservedTask> tasksOf(Node head) {
        return tasks.getOrDefault(head.id(), List.of());
    }

    /** Where the node in the same task is that this one reads, or null when it reads edges or is a source. */
    public Place fusedInput(Place place) {
        Node node = node(place);
        return planner.isFusedWithInput(node) ? new Place(node.inputs().get(0).from(), place.subtask()) : null;
    }

    /** Where events may be held back before the exchanges that lead to a node. */
    public List<Place> combiners(Place place) {
        List<Place> places = new ArrayList<>();
        for (Node combiner : planner.combiners(node(place))) {
            for (int subtask = 0; subtask < planner.parallelism(combiner); subtask++) {
                places.add(new Place(combiner.id(), subtask));
            }
        }
        return places;
    }

    /** The names of the sources whose events come by a node. */
    public Set<String> sources(Node node) {
        Set<String> sources = new TreeSet<>();
        if (node.isSource()) {
            sources.add(node.label());
        }
        node.inputs().forEach(input -> sources.addAll(sources(graph.node(input.from()))));
        return sources;
    }

    /** The nodes that may be asked about by a key. */
    public List<Node> keyedNodes() {
        return graph.nodes().stream()
                .filter(node -> node.name() != null && node.isKeyed())
                .toList();
    }
}
