package io.millrace.flink;

import io.millrace.graph.Exchange;
import io.millrace.graph.NodeLogic;
import io.millrace.host.Plan;
import io.millrace.host.PlannedEdge;
import io.millrace.host.PlannedTask;
import io.millrace.state.serde.NoSerdeException;
import io.millrace.state.serde.Type;
import io.millrace.state.table.KeyGroups;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.BasicTypeInfo;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.transformations.AbstractMultipleInputTransformation;
import org.apache.flink.streaming.api.transformations.KeyedMultipleInputTransformation;
import org.apache.flink.streaming.api.transformations.MultipleInputTransformation;
import org.apache.flink.streaming.api.transformations.OneInputTransformation;
import org.apache.flink.streaming.api.transformations.PartitionTransformation;
import org.apache.flink.streaming.runtime.partitioner.BroadcastPartitioner;
import org.apache.flink.streaming.runtime.partitioner.ForwardPartitioner;
import org.apache.flink.streaming.runtime.partitioner.GlobalPartitioner;
import org.apache.flink.streaming.runtime.partitioner.KeyGroupStreamPartitioner;
import org.apache.flink.streaming.runtime.partitioner.RebalancePartitioner;
import org.apache.flink.streaming.runtime.partitioner.StreamPartitioner;

/**
 * A plan as a graph of Flink's: an operator for each task of several nodes, exits chained to it, between them the exchanges of Flink. Operators are known by
 * the labels that snapshots know tasks by. Where a stream of Flink's comes in, or goes out, there is no task, but an operator that makes rows of elements,
 * or the other way round.
 */
final class Translation {

    /** Of an operator of Flink's. */
    private static final int MOST_STREAMS = Long.SIZE;

    private final StreamExecutionEnvironment environment;
    private final Plan plan;
    private final JobCode code;
    private final Map<PlannedEdge, RowType> types = new HashMap<>();
    private final Map<String, Transformation<Leaving>> tasks = new HashMap<>();
    private final List<String> refusals = new ArrayList<>();

    Translation(StreamExecutionEnvironment environment, Plan plan, JobCode code) {
        this.environment = environment;
        this.plan = plan;
        this.code = code;
        plan.tasks().forEach(this::check);
    }

    /** Why rows cannot get from one task to another. */
    List<String> refusals() {
        return refusals;
    }

    private void check(PlannedTask task) {
        task.inputs().forEach(this::addType);
        if (task.inputs().size() > MOST_STREAMS) {
            refusals.add("'" + task.name() + "' reads " + task.inputs().size()
                    + " streams, and an operator of Flink's reads " + MOST_STREAMS
                    + " at most: merge some of them before it, with a rebalance() behind each merge");
        }
        EnteringStream<?> entering = entering(task);
        if (entering != null
                && (entering.stream() == null || entering.stream().getExecutionEnvironment() != environment)) {
            refusals.add("the " + task.name() + " is one of another environment: add the pipeline to the environment"
                    + " that the stream was made in");
        }
        LeavingStream<?> leaving = leaving(task);
        if (leaving != null) {
            checkType(task, leaving);
        }
    }

    private void addType(PlannedEdge edge) {
        String stream = "the stream from '" + edge.from() + "' to '" + edge.to() + "'";
        try {
            RowCodec codec = new RowCodec(stream, plan.graph().serdes(), edge.type(), edge.isByKey()).checked();
            types.put(edge, new RowType(codec));
        } catch (NoSerdeException e) {
            refusals.add(stream + ": its events cannot be written: " + e.getMessage());
        }
    }

    private void checkType(PlannedTask task, LeavingStream<?> leaving) {
        try {
            plan.graph().serdes().serde(leaving.type());
        } catch (NoSerdeException e) {
            refusals.add("the stream '" + task.name() + "' to Flink: its events cannot be written: " + e.getMessage());
        }
    }

    /** The stream of Flink's that a task is in place of; null when it is a task. */
    private static EnteringStream<?> entering(PlannedTask task) {
        return task.nodes().get(0).logic() instanceof NodeLogic.FromSource from
                        && from.source() instanceof EnteringStream<?> stream
                ? stream
                : null;
    }

    /** The stream of Flink's that is in place of a task; null when it is a task. */
    private static LeavingStream<?> leaving(PlannedTask task) {
        return task.nodes().get(0).logic() instanceof NodeLogic.ToSink to
                        && to.sink() instanceof LeavingStream<?> stream
                ? stream
                : null;
    }

    void add() {
        for (PlannedTask task : plan.tasks()) {
            LeavingStream<?> leaving = leaving(task);
            if (leaving != null) {
                leave(task, leaving);
            } else if (entering(task) == null) {
                addTask(task);
            }
        }
    }

    private void addTask(PlannedTask task) {
        Transformation<Leaving> added = task.isSource() ? source(task) : operator(task);
        tasks.put(task.name(), added);
        environment.addOperator(added);
        StateKeeper.nodesOf(task).forEach(node -> environment.addOperator(keeper(node, task)));
        if (task.commits() && code.takesSnapshots()) {
            addCommits(task);
        }
    }

    private Transformation<Leaving> keeper(String node, PlannedTask task) {
        OperatorFactory<Leaving> factory = new OperatorFactory<>(StateKeeper.class, StateKeeper::new);
        OneInputTransformation<Leaving, Leaving> operator = new OneInputTransformation<>(
                tasks.get(task.name()), "state of " + node, factory, LeavingType.INSTANCE, task.parallelism());
        return known(operator, node + " state", task.parallelism());
    }

    private Transformation<Leaving> source(PlannedTask task) {
        DataStreamSource<Leaving> stream = environment.fromSource(
                new HostedSource(code, task.name()),
                WatermarkStrategy.noWatermarks(),
                task.name(),
                LeavingType.INSTANCE);
        return known(stream.getTransformation(), task.label(), task.parallelism());
    }

    private Transformation<Leaving> operator(PlannedTask task) {
        JobCode ofJob = code;
        String name = task.name();
        List<Integer> senders =
                new ArrayList<>(task.inputs().stream().map(this::senders).toList());
        OperatorFactory<Leaving> factory = new OperatorFactory<>(
                HostedOperator.class, parameters -> new HostedOperator(parameters, ofJob, ofJob.plan(), name, senders));
        // What has several inputs is the head of its chain, and so is what might have.
        factory.setChainingStrategy(ChainingStrategy.HEAD);
        AbstractMultipleInputTransformation<Leaving> operator;
        if (task.isKeyed()) {
            KeyedMultipleInputTransformation<Leaving> keyed = new KeyedMultipleInputTransformation<>(
                    name, factory, LeavingType.INSTANCE, task.parallelism(), BasicTypeInfo.INT_TYPE_INFO);
            task.inputs().forEach(edge -> keyed.addInput(input(edge), edge.isByKey() ? new GroupKeys() : null));
            operator = keyed;
        } else {
            MultipleInputTransformation<Leaving> plain =
                    new MultipleInputTransformation<>(name, factory, LeavingType.INSTANCE, task.parallelism());
            task.inputs().forEach(edge -> plain.addInput(input(edge)));
            operator = plain;
        }
        return known(operator, task.label(), task.parallelism());
    }

    private Transformation<Row> input(PlannedEdge edge) {
        PlannedTask from = plan.task(edge.from());
        EnteringStream<?> entering = entering(from);
        if (entering == null) {
            Transformation<Row> exit = exit(from, edge.exit(), types.get(edge));
            return new PartitionTransformation<>(exit, partitioner(edge.exchange()));
        }
        Transformation<Row> entrance = enter(from, entering, types.get(edge));
        return new PartitionTransformation<>(
                entrance, isForward(edge) ? new ForwardPartitioner<>() : new RebalancePartitioner<>());
    }

    private boolean isForward(PlannedEdge edge) {
        EnteringStream<?> entering = entering(plan.task(edge.from()));
        return entering == null
                ? edge.exchange() instanceof Exchange.Forward
                : entering.stream().getParallelism() == plan.task(edge.to()).parallelism();
    }

    /** How many tasks before send to one behind. */
    private int senders(PlannedEdge edge) {
        PlannedTask from = plan.task(edge.from());
        EnteringStream<?> entering = entering(from);
        return isForward(edge)
                ? 1
                : entering == null ? from.parallelism() : entering.stream().getParallelism();
    }

    private <T> Transformation<Row> enter(PlannedTask task, EnteringStream<T> entering, RowType type) {
        String name = task.name();
        OperatorFactory<Row> factory =
                new OperatorFactory<>(EntranceOperator.class, parameters -> new EntranceOperator<T>(parameters, name));
        DataStream<T> stream = entering.stream();
        OneInputTransformation<T, Row> operator =
                new OneInputTransformation<>(stream.getTransformation(), name, factory, type, stream.getParallelism());
        // It has no state, and may have more tasks than there are key groups.
        return named(operator, task.label(), stream.getParallelism());
    }

    private <T> void leave(PlannedTask task, LeavingStream<T> leaving) {
        PlannedEdge edge = task.inputs().get(0);
        int senders = senders(edge);
        OperatorFactory<T> factory = new OperatorFactory<>(
                DepartureOperator.class, parameters -> new DepartureOperator<T>(parameters, senders));
        OneInputTransformation<Row, T> operator = new OneInputTransformation<>(
                input(edge),
                task.name(),
                factory,
                new SerdeType<>(leaving.type(), plan.graph().serdes()),
                task.parallelism());
        known(operator, task.label(), task.parallelism());
        environment.addOperator(operator);
        leaving.begins(new DataStream<>(environment, operator));
    }

    private static StreamPartitioner<Row> partitioner(Exchange exchange) {
        if (exchange instanceof Exchange.ByKey) {
            return new KeyGroupStreamPartitioner<>(new GroupKeys(), KeyGroups.COUNT);
        } else if (exchange instanceof Exchange.Rebalance) {
            return new RebalancePartitioner<>();
        } else if (exchange instanceof Exchange.Broadcast) {
            return new BroadcastPartitioner<>();
        }
        return new ForwardPartitioner<>();
    }

    private Transformation<Row> exit(PlannedTask task, int exit, RowType type) {
        OperatorFactory<Row> factory =
                new OperatorFactory<>(ExitOperator.class, parameters -> new ExitOperator(parameters, exit));
        OneInputTransformation<Leaving, Row> operator = new OneInputTransformation<>(
                tasks.get(task.name()), "exit " + exit + " of " + task.name(), factory, type, task.parallelism());
        return known(operator, task.label() + " exit " + exit, task.parallelism());
    }

    /** What its sinks have prepared goes to one operator for each of them; in a checkpoint it is behind the barrier never, so that it is committed once. */
    private void addCommits(PlannedTask task) {
        RowType type = new RowType(new RowCodec(
                "what '" + task.name() + "' commits", plan.graph().serdes(), Type.of(byte[].class), false));
        Transformation<Row> prepared = exit(task, task.exits().size(), type);
        task.committing().forEach(sink -> environment.addOperator(commits(sink, prepared, type)));
    }

    private Transformation<Row> commits(String sink, Transformation<Row> prepared, RowType type) {
        GlobalPartitioner<Row> toOne = new GlobalPartitioner<>();
        toOne.disableUnalignedCheckpoints();
        JobCode ofJob = code;
        OperatorFactory<Row> factory =
                new OperatorFactory<>(CommitOperator.class, parameters -> new CommitOperator(parameters, ofJob, sink));
        OneInputTransformation<Row, Row> operator = new OneInputTransformation<>(
                new PartitionTransformation<>(prepared, toOne), "commit " + sink, factory, type, 1);
        known(operator, sink + " commit", 1);
        operator.setMaxParallelism(1);
        return operator;
    }

    private static <T> Transformation<T> known(Transformation<T> operator, String label, int parallelism) {
        operator.setMaxParallelism(KeyGroups.COUNT);
        return named(operator, label, parallelism);
    }

    private static <T> Transformation<T> named(Transformation<T> operator, String label, int parallelism) {
        operator.setUid("millrace/" + label);
        operator.setParallelism(parallelism);
        return operator;
    }
}
