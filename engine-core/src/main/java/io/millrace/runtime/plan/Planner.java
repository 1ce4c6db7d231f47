package io.millrace.runtime.plan;

import io.millrace.graph.CombinedRows;
import io.millrace.graph.Exchange;
import io.millrace.graph.Graph;
import io.millrace.graph.Node;
import io.millrace.graph.Node.Input;
import io.millrace.graph.NodeLogic;
import io.millrace.graph.OperatorLogic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Decides how many tasks each node has and which nodes share them. A node is fused into the tasks of its producer
 * unless it reads several streams, repartitions, changes the parallelism, or blocks. Between nodes of parallelism 1
 * every exchange is the same, and is fused away. Before a key exchange between tasks a combiner may be put, which is a node
 * of the plan and not of the graph.
 */
public final class Planner {

    private final Graph graph;
    private final int defaultParallelism;
    private final Options options;
    private final List<Node> nodes;
    private final IdentityHashMap<Input, Combiner> combiners = new IdentityHashMap<>();
    private int[] parallelism;
    private int[] headOf;

    /**
     * A combiner in the tasks that produce an input.
     *
     * @param node it
     * @param before the node behind the exchange
     * @param firstSender the number of the first of its tasks among all that send to that node
     * @param senders how many those are
     * @param rows how what it makes gets to another process; null within one
     */
    public record Combiner(Node node, Node before, int firstSender, int senders, CombinedRows<?> rows) {}

    /** Which combiners there are before exchanges. */
    public enum Combining {
        NONE,
        /** Those whose rows can be written, and which need not be told how far event time had come. */
        ACROSS_PROCESSES,
        /** All. */
        WITHIN_PROCESS
    }

    /**
     * What is up to who runs the tasks.
     *
     * @param combining which combiners there are
     * @param fusesExchanges whether exchanges between nodes of parallelism 1 are fused away: then the parallelism has a say in
     *     which nodes share tasks
     */
    public record Options(Combining combining, boolean fusesExchanges) {

        /** As fast as can be. */
        public static final Options ENGINE = new Options(Combining.WITHIN_PROCESS, true);
    }

    public Planner(Graph graph, int defaultParallelism) {
        this(graph, defaultParallelism, Options.ENGINE);
    }

    public Planner(Graph graph, int defaultParallelism, Options options) {
        this.options = options;
        this.graph = graph;
        this.defaultParallelism = defaultParallelism;
        nodes = new ArrayList<>(graph.nodes());
        parallelism = new int[graph.nodes().size()];
        headOf = new int[graph.nodes().size()];
        for (Node node : graph.nodes()) {
            parallelism[node.id()] = parallelismOf(node);
            headOf[node.id()] = isFused(node) ? headOf[node.inputs().get(0).from()] : node.id();
        }
        heads().forEach(this::addCombiners);
    }

    private void addCombiners(Node node) {
        int senders = node.inputs().stream()
                .mapToInt(input -> parallelism[input.from()])
                .sum();
        int first = 0;
        for (Input input : node.inputs()) {
            if (input.key() != null
                    && node.logic() instanceof OperatorLogic<?, ?> operator
                    && operator.combiner(input.ordinal()) != null) {
                addCombiner(node, operator, input, first, senders);
            }
            first += parallelism[input.from()];
        }
    }

    private void addCombiner(Node node, OperatorLogic<?, ?> operator, Input input, int firstSender, int senders) {
        boolean across = options.combining == Combining.ACROSS_PROCESSES;
        CombinedRows<?> rows = across ? combinedRows(node, operator, input) : null;
        if (rows != null || options.combining == Combining.WITHIN_PROCESS) {
            Node combiner = add(node, input, operator.combiner(input.ordinal()));
            combiners.put(input, new Combiner(combiner, node, firstSender, senders, rows));
        }
    }

    private CombinedRows<?> combinedRows(Node node, OperatorLogic<?, ?> operator, Input input) {
        try {
            return hasReadSideOutput(node) ? null : operator.combinedRows(input.ordinal(), graph.serdes());
        } catch (RuntimeException e) {
            // The operator tells of it when it writes its state.
            return null;
        }
    }

    private boolean hasReadSideOutput(Node node) {
        return graph.nodes().stream()
                .flatMap(consumer -> consumer.inputs().stream())
                .anyMatch(input -> input.from() == node.id() && input.output() != null);
    }

    /** It has the tasks of the node that produces the input. */
    private Node add(Node before, Input input, NodeLogic combiner) {
        int tasks = parallelism[input.from()];
        Input read = new Input(0, input.from(), input.output(), input.exchange(), input.type());
        Node node = new Node(nodes.size(), "combiner of " + before.label(), tasks, List.of(read), combiner);
        nodes.add(node);
        parallelism = Arrays.copyOf(parallelism, nodes.size());
        headOf = Arrays.copyOf(headOf, nodes.size());
        parallelism[node.id()] = tasks;
        headOf[node.id()] = headOf[input.from()];
        return node;
    }

    /** A node of the plan: of the graph, or a combiner. */
    public Node node(int id) {
        return nodes.get(id);
    }

    public int parallelism(Node node) {
        return parallelism[node.id()];
    }

    /** Whether the node runs in the tasks of the node that it reads. */
    boolean isFusedWithInput(Node node) {
        return headOf[node.id()] != node.id();
    }

    /** What there is to be run: the graph in topological order, and behind it the combiners. */
    public List<Node> nodes() {
        return List.copyOf(nodes);
    }

    /** The nodes that begin a task, in topological order. */
    public List<Node> heads() {
        return graph.nodes().stream().filter(node -> !isFusedWithInput(node)).toList();
    }

    /** The node at the top of the tasks that a node runs in. */
    public Node head(Node node) {
        return node(headOf[node.id()]);
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
    public Exchange exchange(Input input, Node consumer) {
        boolean forward = input.exchange() instanceof Exchange.Forward;
        return forward && parallelism[input.from()] != parallelism(consumer) ? Exchange.REBALANCE : input.exchange();
    }

    /** The combiner before the exchange of an input, or null. */
    public Combiner combiner(Input input) {
        return combiners.get(input);
    }

    /** The combiners before the exchanges that lead to a node. */
    List<Node> combiners(Node node) {
        return node.inputs().stream()
                .filter(combiners::containsKey)
                .map(input -> combiners.get(input).node())
                .toList();
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
        boolean forward = input.exchange() instanceof Exchange.Forward || (options.fusesExchanges && producers == 1);
        return forward && producers == parallelism[node.id()];
    }

    private static boolean blocks(Node node) {
        return node.logic() instanceof NodeLogic.ToSink to && to.sink().blocking();
    }
}
