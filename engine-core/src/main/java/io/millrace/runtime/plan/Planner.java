package io.millrace.runtime.plan;

import io.millrace.graph.Exchange;
import io.millrace.graph.Graph;
import io.millrace.graph.Input;
import io.millrace.graph.Node;
import io.millrace.graph.NodeLogic;
import io.millrace.graph.OperatorLogic;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Decides how many tasks each node has and which nodes share them. A node is fused into the tasks of its producer
 * unless it reads several streams, repartitions, changes the parallelism, or blocks. Between nodes of parallelism 1
 * every exchange is the same, and is fused away.
 */
public final class Planner {

    private final Graph graph;
    private final int defaultParallelism;
    private final int[] parallelism;
    private final int[] headOf;

    public Planner(Graph graph, int defaultParallelism) {
        this.graph = graph;
        this.defaultParallelism = defaultParallelism;
        parallelism = new int[graph.nodes().size()];
        headOf = new int[graph.nodes().size()];
        for (Node node : graph.nodes()) {
            parallelism[node.id()] = parallelismOf(node);
            headOf[node.id()] = isFused(node) ? headOf[node.inputs().get(0).from()] : node.id();
        }
    }

    public int parallelism(Node node) {
        return parallelism[node.id()];
    }

    /** Whether the node runs in the tasks of the node that it reads. */
    boolean isFusedWithInput(Node node) {
        return headOf[node.id()] != node.id();
    }

    /** The nodes that begin a task, in topological order. */
    List<Node> heads() {
        return graph.nodes().stream().filter(node -> !isFusedWithInput(node)).toList();
    }

    /** The node at the top of the tasks that a node runs in. */
    Node head(Node node) {
        return graph.node(headOf[node.id()]);
    }

    /** The nodes fused behind an output of a node, in order. */
    List<Node> fusedConsumers(Node node, String output) {
        List<Node> consumers = new ArrayList<>();
        for (Node consumer : graph.nodes()) {
            if (isFusedWithInput(consumer) && reads(consumer.inputs().get(0), node, output)) {
                consumers.add(consumer);
            }
        }
        return consumers;
    }

    /** How rows get across an input that is an edge: what the user asked for, or what the parallelisms make of it. */
    Exchange exchange(Input input, Node consumer) {
        boolean forward = input.exchange() instanceof Exchange.Forward;
        return forward && parallelism[input.from()] != parallelism(consumer) ? Exchange.REBALANCE : input.exchange();
    }

    /** Whether a combiner stands before the key exchange between tasks that leads to a node by an input. */
    boolean isCombined(Node node, Input input) {
        return !isFusedWithInput(node)
                && input.key() != null
                && node.logic() instanceof OperatorLogic<?, ?> operator
                && operator.combiner(input.ordinal()) != null;
    }

    /** The ordinals of the inputs of a node before which a combiner stands. */
    BitSet combined(Node node) {
        BitSet combined = new BitSet();
        node.inputs().stream().filter(input -> isCombined(node, input)).forEach(input -> combined.set(input.ordinal()));
        return combined;
    }

    /** The edges of the job. */
    int edges() {
        int edges = 0;
        for (Node consumer : heads()) {
            for (Input input : consumer.inputs()) {
                boolean forward = exchange(input, consumer) instanceof Exchange.Forward;
                edges += parallelism[input.from()] * (forward ? 1 : parallelism(consumer));
            }
        }
        return edges;
    }

    /** What to say when there was not enough memory for the job. */
    public String tooLarge(OutOfMemoryError error) {
        int tasks = heads().stream().mapToInt(this::parallelism).sum();
        int threads = graph.nodes().stream()
                .filter(node -> blocks(node) || isBlockingSource(node))
                .mapToInt(this::parallelism)
                .sum();
        return "job '" + graph.name() + "' cannot start for want of memory (" + error.getMessage() + "): it has "
                + tasks
                + " tasks with " + edges() + " edges between them and " + threads
                + " threads of its own, and the heap is "
                + (Runtime.getRuntime().maxMemory() >> 20) + " MB at most; start it with fewer tasks"
                + " (JobOptions.parallelism, now " + defaultParallelism
                + ", or parallelism(n) of single streams), or give"
                + " the JVM more memory (-Xmx)";
    }

    private static boolean isBlockingSource(Node node) {
        return node.logic() instanceof NodeLogic.FromSource from
                && from.source().blocking();
    }

    static boolean reads(Input input, Node node, String output) {
        return input.from() == node.id() && (output == null ? input.output() == null : output.equals(input.output()));
    }

    private int parallelismOf(Node node) {
        if (node.parallelism() > 0) {
            return node.parallelism();
        }
        if (node.isSource()) {
            return 1;
        }
        int wanted = node.inputs().stream().mapToInt(this::inherited).max().orElse(1);
        return node.logic() instanceof NodeLogic.ToSink to
                ? Math.min(wanted, to.sink().maxParallelism())
                : wanted;
    }

    private int inherited(Input input) {
        return input.exchange() instanceof Exchange.Forward ? parallelism[input.from()] : defaultParallelism;
    }

    private boolean isFused(Node node) {
        if (node.inputs().size() != 1 || blocks(node)) {
            return false;
        }
        Input input = node.inputs().get(0);
        int producers = parallelism[input.from()];
        return producers == parallelism[node.id()] && (producers == 1 || input.exchange() instanceof Exchange.Forward);
    }

    private static boolean blocks(Node node) {
        return node.logic() instanceof NodeLogic.ToSink to && to.sink().blocking();
    }
}
