package io.millrace.runtime.plan;

import io.millrace.edge.Edge;
import io.millrace.edge.EdgeWriter;
import io.millrace.edge.KeyedOutput;
import io.millrace.edge.RowHasher;
import io.millrace.edge.RowOutput;
import io.millrace.function.SupplierFn;
import io.millrace.graph.Exchange;
import io.millrace.graph.Graph;
import io.millrace.graph.KeySelector;
import io.millrace.graph.Node;
import io.millrace.graph.Node.Input;
import io.millrace.graph.NodeLogic;
import io.millrace.graph.OperatorLogic;
import io.millrace.operator.DeadLetter;
import io.millrace.operator.Operator;
import io.millrace.operator.SourceSplits;
import io.millrace.runtime.JobContext;
import io.millrace.runtime.metrics.JobMeter;
import io.millrace.runtime.metrics.MetricSet.Recorded;
import io.millrace.runtime.schedule.Unit;
import io.millrace.runtime.snapshot.StateLabels;
import io.millrace.runtime.task.KeyHashing;
import io.millrace.runtime.task.OperatorTask;
import io.millrace.runtime.task.Port;
import io.millrace.runtime.task.Receiver;
import io.millrace.runtime.task.SinkOperator;
import io.millrace.runtime.task.SourceTask;
import io.millrace.runtime.task.SplitAssignment;
import io.millrace.runtime.task.SplitTable;
import io.millrace.runtime.task.Stage;
import io.millrace.runtime.task.StageContext;
import io.millrace.runtime.task.Task;
import io.millrace.runtime.task.TaskEnvironment;
import io.millrace.runtime.task.TaskView.Place;
import io.millrace.sink.Sink;
import io.millrace.source.SplitFinder;
import io.millrace.state.serde.Type;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Makes the tasks of a plan, and wires them with edges. */
public final class TaskBuilder {

    private final Graph graph;
    private final Planner planner;
    private final Exits exits;
    private final TaskEnvironment environment;
    private final JobContext job;
    private final JobMeter meter;
    private final Layout layout;
    private final int edgeCapacity;
    private final Map<Integer, String> stateLabels;
    private final Map<Integer, List<Task>> tasksOf = new LinkedHashMap<>();
    private final IdentityHashMap<Input, Edge[][]> edgesOf = new IdentityHashMap<>();
    private final SourceTasks sources;

    /** The batches that may be under way in the job, but for one on each edge. */
    private static final int MOST_BATCHES = 32_768;

    /** Who takes what leaves tasks. */
    public interface Exits {

        /** What the rows of one task go to that are for another node. */
        Receiver exit(Input input, Node consumer, Task task, int subtask);
    }

    /** Of all tasks of a job, with edges between them. */
    public TaskBuilder(Graph graph, TaskEnvironment environment) {
        this(graph, new Planner(graph, environment.job().settings().parallelism()), environment, null);
    }

    /** Of single tasks. */
    public TaskBuilder(Graph graph, Planner planner, TaskEnvironment environment, Exits exits) {
        this.graph = graph;
        this.planner = planner;
        this.exits = exits == null ? this::edges : exits;
        this.environment = environment;
        job = environment.job();
        meter = environment.meter();
        stateLabels = StateLabels.of(graph);
        layout = new Layout(graph, planner);
        sources = new SourceTasks(planner, environment);
        edgeCapacity =
                Math.max(1, Math.min(job.settings().edgeCapacity(), MOST_BATCHES / Math.max(1, planner.edges())));
    }

    /** Where everything is, once it is built. */
    public Layout layout() {
        return layout;
    }

    /** The units of the job, producers before consumers. */
    public List<Unit> build() {
        planner.heads().forEach(this::makeTasks);
        planner.heads().forEach(this::makeEdges);
        planner.heads().forEach(this::fillTasks);
        List<Unit> units = new ArrayList<>(sources.fetching());
        tasksOf.values().forEach(units::addAll);
        return units;
    }

    /**
     * One task alone, whose rows and signals are given to it: its inputs are those of its node, by their ordinals.
     *
     * @param division makes of what finds the splits of a source what finds those of this task
     */
    public Task build(Node head, int subtask, UnaryOperator<SplitFinder> division) {
        SplitAssignment splits = head.isSource() ? sources.splits(head) : null;
        if (splits != null) {
            splits.leaveOthers(subtask, division);
        }
        Task task = makeTask(head, subtask, splits);
        if (task instanceof OperatorTask operators) {
            head.inputs().stream()
                    .mapToInt(Input::ordinal)
                    .distinct()
                    .forEach(ordinal -> operators.addInput(ordinal, isControl(head, ordinal)));
        }
        fillTask(head, task, subtask);
        meter.add(task.meter());
        return task;
    }

    private static boolean isControl(Node head, int ordinal) {
        return head.inputs().stream()
                .filter(input -> input.ordinal() == ordinal)
                .anyMatch(head::isControl);
    }

    /** What fetches for the tasks that have been built one by one. */
    public List<Unit> fetching() {
        return sources.fetching();
    }

    /** The tasks of the job, once it is built. */
    public List<Task> tasks() {
        return tasksOf.values().stream().flatMap(List::stream).toList();
    }

    private void makeTasks(Node head) {
        List<Task> tasks = new ArrayList<>();
        SplitAssignment splits = head.isSource() ? sources.splits(head) : null;
        for (int subtask = 0; subtask < planner.parallelism(head); subtask++) {
            tasks.add(makeTask(head, subtask, splits));
        }
        tasksOf.put(head.id(), tasks);
        tasks.forEach(task -> meter.add(task.meter()));
        layout.add(head, tasks);
    }

    private Task makeTask(Node head, int subtask, SplitAssignment splits) {
        return head.isSource() ? sources.task(head, subtask, splits) : operatorTask(head, subtask);
    }

    private Task operatorTask(Node head, int subtask) {
        boolean blocks =
                head.logic() instanceof NodeLogic.ToSink to && to.sink().blocking();
        return new OperatorTask(head.label() + "-" + subtask, subtask, planner.parallelism(head), environment, blocks);
    }

    private void makeEdges(Node consumer) {
        for (Input input : consumer.inputs()) {
            boolean forward = planner.exchange(input, consumer) instanceof Exchange.Forward;
            boolean control = consumer.isControl(input);
            List<Task> producers =
                    tasksOf.get(planner.head(graph.node(input.from())).id());
            List<Task> consumers = tasksOf.get(consumer.id());
            Edge[][] edges = new Edge[producers.size()][consumers.size()];
            for (int from = 0; from < producers.size(); from++) {
                Place place = new Place(input.from(), from);
                for (int to = 0; to < consumers.size(); to++) {
                    if (!forward || from == to) {
                        edges[from][to] = connect(producers.get(from), consumers.get(to), input, control, place);
                    }
                }
            }
            edgesOf.put(input, edges);
        }
    }

    private Edge connect(Task producer, Task consumer, Input input, boolean control, Place from) {
        Edge edge = new Edge(edgeCapacity, job.settings().batchSize());
        edge.connect(producer, consumer);
        ((OperatorTask) consumer).addInput(input.ordinal(), control, edge, from);
        meter.add(producer.roleName(), consumer.roleName(), edge);
        return edge;
    }

    private void fillTasks(Node head) {
        List<Task> tasks = tasksOf.get(head.id());
        for (int subtask = 0; subtask < tasks.size(); subtask++) {
            fillTask(head, tasks.get(subtask), subtask);
        }
    }

    private void fillTask(Node head, Task task, int subtask) {
        if (task instanceof SourceTask source) {
            task.meter().runs(head.label());
            connect(head, null, source.port(), task, subtask);
            connect(head, DeadLetter.OUTPUT, source.letters(), task, subtask);
        } else if (task instanceof OperatorTask operators) {
            operators.complete(stage(head, operators, subtask));
        }
    }

    /** A node inside a task, and everything fused behind it. */
    @SuppressWarnings("unchecked") // only keys of this type come
    private Stage stage(Node node, Task task, int subtask) {
        Map<String, Port> sides = new LinkedHashMap<>();
        StageContext context = new StageContext(
                job.instance(node.blamedAs(), subtask, planner.parallelism(node)),
                node.id(),
                stateLabels.get(node.id()),
                (Type<Object>) node.keyType(),
                task.resources(),
                splitsOf(node, task),
                sides);
        Stage stage = new Stage(node.id(), operator(node, task), context, task.resources());
        task.add(stage);
        task.meter().runs(node.label());
        connect(node, null, stage.addPort(), task, subtask);
        for (String output : sideOutputs(node)) {
            Port port = stage.addPort();
            sides.put(output, port);
            connect(node, output, port, task, subtask);
        }
        return stage;
    }

    /** Behind a key exchange nothing is known of splits, be it within a task. */
    private SourceSplits splitsOf(Node node, Task task) {
        if (!(task instanceof SourceTask source)) {
            return SplitTable.ONE;
        }
        for (Node above = node;
                !above.isSource();
                above = graph.node(above.inputs().get(0).from())) {
            if (above.inputs().get(0).exchange() instanceof Exchange.ByKey) {
                return SplitTable.ONE;
            }
        }
        return source.splits();
    }

    private RowHasher hasher(Node consumer, KeySelector<?, ?> key) {
        return hasher(graph, consumer, key);
    }

    /** What gives rows the hashes of the keys that they have for a node. */
    @SuppressWarnings("unchecked") // rows of an input are of the type that its key function takes
    public static RowHasher hasher(Graph graph, Node consumer, KeySelector<?, ?> key) {
        KeySelector<Object, Object> any = (KeySelector<Object, Object>) key;
        return RowHasher.of(consumer.label(), any.function(), graph.serdes().hasher(any.type()));
    }

    /** A combiner, whose rows go to the edges. It fails by the name of the node behind them, and has no state. */
    private Stage stage(Planner.Combiner combiner, Receiver edges, Task task, int subtask) {
        Node node = combiner.node();
        StageContext context = new StageContext(
                job.instance(combiner.before().label(), combiner.firstSender() + subtask, combiner.senders()),
                combiner.before().id(),
                null,
                null,
                task.resources(),
                SplitTable.ONE,
                Map.of());
        Stage stage = new Stage(node.id(), operator(node, task), context, task.resources());
        task.add(stage);
        task.meter().runs(node.label());
        stage.addPort().connect(List.of(edges));
        return stage;
    }

    private List<String> sideOutputs(Node node) {
        return graph.nodes().stream()
                .flatMap(consumer -> consumer.inputs().stream())
                .filter(input -> input.from() == node.id() && input.output() != null)
                .map(Input::output)
                .distinct()
                .toList();
    }

    private void connect(Node node, String output, Port port, Task task, int subtask) {
        List<Receiver> receivers = new ArrayList<>();
        for (Node consumer : planner.fusedConsumers(node, output)) {
            receivers.add(fused(consumer.inputs().get(0), consumer, task, subtask));
        }
        for (Node consumer : planner.heads()) {
            for (Input input : consumer.inputs()) {
                if (Planner.reads(input, node, output)) {
                    receivers.add(exit(input, consumer, task, subtask));
                }
            }
        }
        port.connect(receivers);
    }

    /** A node that is fused has but one input. */
    private Receiver fused(Input input, Node consumer, Task task, int subtask) {
        Stage stage = stage(consumer, task, subtask);
        return input.key() == null ? stage : new KeyHashing(hasher(consumer, input.key()), stage);
    }

    private Receiver exit(Input input, Node consumer, Task task, int subtask) {
        Planner.Combiner combiner = planner.combiner(input);
        Receiver exit = exits.exit(input, consumer, task, subtask);
        return combiner == null
                ? exit
                : new KeyHashing(hasher(consumer, input.key()), stage(combiner, exit, task, subtask));
    }

    private Receiver edges(Input input, Node consumer, Task task, int subtask) {
        Edge[] edges = edgesOf.get(input)[subtask];
        List<EdgeWriter> writers = new ArrayList<>();
        List<Task> consumers = new ArrayList<>();
        for (int to = 0; to < edges.length; to++) {
            if (edges[to] != null) {
                writers.add(new EdgeWriter(edges[to], task.budget()));
                consumers.add(tasksOf.get(consumer.id()).get(to));
            }
        }
        boolean combined = planner.combiner(input) != null;
        RowOutput output = combined ? new KeyedOutput(writers) : rowOutput(input, consumer, writers, subtask);
        return task.add(output, consumers);
    }

    private RowOutput rowOutput(Input input, Node consumer, List<EdgeWriter> writers, int subtask) {
        Exchange exchange = planner.exchange(input, consumer);
        if (exchange instanceof Exchange.ByKey byKey) {
            return new KeyedOutput(writers, hasher(consumer, byKey.key()));
        }
        return exchange instanceof Exchange.Rebalance ? RowOutput.inTurn(writers, subtask) : RowOutput.toAll(writers);
    }

    private SupplierFn<Operator<Object, Object>> operator(Node node, Task task) {
        if (node.logic() instanceof OperatorLogic<?, ?> operator) {
            return () -> operatorOf(operator);
        }
        Sink<Object> sink = sinkOf(node);
        Recorded latency = job.settings().measuresLatency() ? meter.latencyOf(node.label()) : null;
        return () -> new SinkOperator(
                sink, task.budget(), latency, environment, environment.commits().apply(node.label()));
    }

    @SuppressWarnings("unchecked") // the fluent API connects only nodes that agree on the type of events
    private static Operator<Object, Object> operatorOf(OperatorLogic<?, ?> logic) throws Exception {
        return (Operator<Object, Object>) logic.operator();
    }

    @SuppressWarnings("unchecked") // as above
    private static Sink<Object> sinkOf(Node node) {
        return (Sink<Object>) ((NodeLogic.ToSink) node.logic()).sink();
    }
}
