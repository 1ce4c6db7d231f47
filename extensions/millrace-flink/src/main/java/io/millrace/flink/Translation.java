package io.millrace.flink;

import io.millrace.graph.Exchange;
import io.millrace.graph.Graph;
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
import java.util.TreeMap;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.BasicTypeInfo;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.streaming.api.datastream.DataStreamSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.transformations.AbstractMultipleInputTransformation;
import org.apache.flink.streaming.api.transformations.KeyedMultipleInputTransformation;
import org.apache.flink.streaming.api.transformations.MultipleInputTransformation;
import org.apache.flink.streaming.api.transformations.OneInputTransformation;
import org.apache.flink.streaming.api.transformations.PartitionTransformation;
import org.apache.flink.streaming.api.transformations.UnionTransformation;
import org.apache.flink.streaming.runtime.partitioner.BroadcastPartitioner;
import org.apache.flink.streaming.runtime.partitioner.ForwardPartitioner;
import org.apache.flink.streaming.runtime.partitioner.GlobalPartitioner;
import org.apache.flink.streaming.runtime.partitioner.KeyGroupStreamPartitioner;
import org.apache.flink.streaming.runtime.partitioner.RebalancePartitioner;
import org.apache.flink.streaming.runtime.partitioner.StreamPartitioner;

/**
 * A plan as a graph of Flink's: an operator for each task of several nodes, exits chained to it, between them the exchanges of Flink. Operators are known by
 * the labels that snapshots know tasks by.
 */
final class Translation {

    private final StreamExecutionEnvironment environment;
    private final Plan plan;
    private final JobCode code;
    private final Map<String, RowType> types = new HashMap<>();
    private final Map<String, Transformation<Leaving>> tasks = new HashMap<>();
    private final List<String> refusals = new ArrayList<>();

    Translation(StreamExecutionEnvironment environment, Plan plan, JobCode code) {
        this.environment = environment;
        this.plan = plan;
        this.code = code;
        plan.tasks().forEach(this::addTypes);
    }

    /** Why rows cannot get from one task to another. */
    List<String> refusals() {
        return refusals;
    }

    /** All that is merged is of one type, or else of any. */
    private void addTypes(PlannedTask consumer) {
        Map<Integer, List<PlannedEdge>> byInput = byInput(consumer);
        Graph graph = plan.graph();
        byInput.forEach((input, edges) -> {
            Type<?> type = edges.get(0).type();
            boolean isOne = edges.stream()
                    .allMatch(edge -> edge.type() != null && edge.type().equals(type));
            boolean byKey = edges.stream().anyMatch(PlannedEdge::isByKey);
            String stream = "the stream from '" + edges.get(0).from() + "' to '" + consumer.name() + "'";
            try {
                RowCodec codec = new RowCodec(stream, graph.serdes(), isOne ? type : null, byKey).checked();
                types.put(place(consumer, input), new RowType(codec));
            } catch (NoSerdeException e) {
                refusals.add(stream + ": its events cannot be written: " + e.getMessage());
            }
        });
    }

    private static Map<Integer, List<PlannedEdge>> byInput(PlannedTask consumer) {
        Map<Integer, List<PlannedEdge>> byInput = new TreeMap<>();
        for (PlannedEdge edge : consumer.inputs()) {
            byInput.computeIfAbsent(edge.input(), unused -> new ArrayList<>()).add(edge);
        }
        return byInput;
    }

    private static String place(PlannedTask task, int number) {
        return task.name() + "/" + number;
    }

    void add() {
        for (PlannedTask task : plan.tasks()) {
            Transformation<Leaving> added = task.isSource() ? source(task) : operator(task);
            tasks.put(task.name(), added);
            environment.addOperator(added);
            if (task.commits() && code.takesSnapshots()) {
                environment.addOperator(commits(task));
            }
        }
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
        Map<Integer, List<PlannedEdge>> byInput = byInput(task);
        JobCode ofJob = code;
        String name = task.name();
        int inputs = byInput.size();
        OperatorFactory<Leaving> factory = new OperatorFactory<>(
                HostedOperator.class, parameters -> new HostedOperator(parameters, ofJob, name, inputs));
        // What has several inputs is the head of its chain, and so is what might have.
        factory.setChainingStrategy(ChainingStrategy.HEAD);
        AbstractMultipleInputTransformation<Leaving> operator;
        if (task.isKeyed()) {
            KeyedMultipleInputTransformation<Leaving> keyed = new KeyedMultipleInputTransformation<>(
                    name, factory, LeavingType.INSTANCE, task.parallelism(), BasicTypeInfo.INT_TYPE_INFO);
            byInput.forEach((input, edges) ->
                    keyed.addInput(input(task, input, edges), edges.get(0).isByKey() ? new GroupKeys() : null));
            operator = keyed;
        } else {
            MultipleInputTransformation<Leaving> plain =
                    new MultipleInputTransformation<>(name, factory, LeavingType.INSTANCE, task.parallelism());
            byInput.forEach((input, edges) -> plain.addInput(input(task, input, edges)));
            operator = plain;
        }
        return known(operator, task.label(), task.parallelism());
    }

    /** All that comes by an input; several streams are one with more channels. */
    private Transformation<Row> input(PlannedTask task, int input, List<PlannedEdge> edges) {
        RowType type = types.get(place(task, input));
        List<Transformation<Row>> streams = new ArrayList<>();
        for (PlannedEdge edge : edges) {
            PlannedTask from = plan.task(edge.from());
            streams.add(new PartitionTransformation<>(exit(from, edge.exit(), type), partitioner(edge.exchange())));
        }
        return streams.size() == 1 ? streams.get(0) : new UnionTransformation<>(streams);
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

    /** What its sinks have prepared goes to one operator; in a checkpoint it is behind the barrier never, so that it is committed once. */
    private Transformation<Row> commits(PlannedTask task) {
        RowType type = new RowType(new RowCodec(
                "what '" + task.name() + "' commits", plan.graph().serdes(), Type.of(byte[].class), false));
        GlobalPartitioner<Row> toOne = new GlobalPartitioner<>();
        toOne.disableUnalignedCheckpoints();
        JobCode ofJob = code;
        String name = task.name();
        OperatorFactory<Row> factory =
                new OperatorFactory<>(CommitOperator.class, parameters -> new CommitOperator(parameters, ofJob, name));
        OneInputTransformation<Row, Row> operator = new OneInputTransformation<>(
                new PartitionTransformation<>(exit(task, task.exits().size(), type), toOne),
                "commit " + name,
                factory,
                type,
                1);
        known(operator, task.label() + " commit", 1);
        operator.setMaxParallelism(1);
        return operator;
    }

    private static <T> Transformation<T> known(Transformation<T> operator, String label, int parallelism) {
        operator.setUid("millrace/" + label);
        operator.setParallelism(parallelism);
        operator.setMaxParallelism(KeyGroups.COUNT);
        return operator;
    }
}
