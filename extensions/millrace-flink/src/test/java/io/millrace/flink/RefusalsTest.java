package io.millrace.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Pipeline;
import io.millrace.PipelineRef;
import io.millrace.graph.Graph;
import io.millrace.host.Plan;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.StableHash;
import io.millrace.state.serde.Type;
import io.millrace.state.table.KeyGroups;
import java.io.DataInput;
import java.io.DataOutput;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

/** What is refused when the runner is called, and what Flink is given. Nothing runs. */
class RefusalsTest {

    private static StreamExecutionEnvironment environment(Configuration configuration) {
        return new StreamExecutionEnvironment(configuration);
    }

    private static void refused(Pipeline pipeline, Configuration configuration, String... words) {
        assertThatThrownBy(() -> FlinkRunner.on(environment(configuration)).add(pipeline))
                .isInstanceOf(PipelineNotForFlinkException.class)
                .hasMessageContainingAll(words);
    }

    private static Configuration plain() {
        return new Configuration().set(CoreOptions.DEFAULT_PARALLELISM, 2);
    }

    private static Configuration checkpointed() {
        return plain().set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(1));
    }

    private static Pipeline good() {
        Pipeline pipeline = Pipeline.create("good");
        pipeline.source("in", Sources.of(1, 2, 3)).to("out", Sinks.discard());
        return pipeline;
    }

    @Test
    void shouldRefuseWhatWouldFillACopy() {
        Pipeline pipeline = Pipeline.create("copies");
        PushSource<Integer> push = Sources.push(10);
        pipeline.source("pushed", push).to("callback", Sinks.callback(value -> {}));
        pipeline.source("in", Sources.of(1)).to("printed", Sinks.print());
        refused(pipeline, plain(), "pipeline 'copies' cannot run on Flink", "the source 'pushed'");
    }

    @Test
    void shouldRefuseWhatALambdaHolds() {
        Object holder = new Object();
        Pipeline pipeline = Pipeline.create("captures");
        pipeline.source("in", Sources.of(1))
                .map(each -> each + holder.hashCode())
                .named("adding")
                .to("out", Sinks.discard());
        refused(pipeline, plain(), "'adding'", "which is not serializable");
    }

    @Test
    void shouldTakeWhatEachTaskBuildsForItself() {
        assertThatCode(() -> FlinkRunner.on(environment(plain())).add(PipelineRef.of(RefusalsTest::built)))
                .doesNotThrowAnyException();
        Pipeline itself = built();
        refused(itself, plain(), "which is not serializable");
    }

    private static Pipeline built() {
        Object holder = new Object();
        Pipeline pipeline = Pipeline.create("built");
        pipeline.source("in", Sources.of(1))
                .map(each -> each + (holder == null ? 1 : 0))
                .named("adding")
                .to("out", Sinks.discard());
        return pipeline;
    }

    /** Holds what cannot be sent. */
    private record Holding(Object holder) implements Serde<Unknown> {

        @Override
        public void write(Unknown value, DataOutput out) {}

        @Override
        public Unknown read(DataInput in) {
            return new Unknown();
        }

        @Override
        public int hash(Unknown value) {
            return 0;
        }

        @Override
        public boolean immutable() {
            return true;
        }
    }

    private static Pipeline withSerde() {
        Pipeline pipeline = built();
        pipeline.serde(Unknown.class, new Holding(new Object()));
        return pipeline;
    }

    @Test
    void shouldRefuseASerdeThatCannotBeSent() {
        FlinkRunner runner = FlinkRunner.on(environment(plain()));
        assertThatThrownBy(() -> runner.add(PipelineRef.of(RefusalsTest::withSerde)))
                .isInstanceOf(PipelineNotForFlinkException.class)
                .hasMessageContainingAll("a serde that the pipeline registers", "java.lang.Object");
    }

    /** No serde knows it. */
    static class Unknown {}

    @Test
    void shouldRefuseATypeThatNoSerdeKnows() {
        Pipeline pipeline = Pipeline.create("unknown");
        pipeline.source("in", Sources.of(1))
                .map(each -> new Unknown())
                .typed(Unknown.class)
                .rebalance()
                .map(each -> each.toString())
                .named("texts")
                .to("out", Sinks.discard());
        refused(pipeline, plain(), "the stream from 'in' to 'texts'", "cannot be written", Unknown.class.getName());
    }

    @Test
    void shouldRefuseAStateBackendThatHasNoEffectWhereAPipelineIsAllOfTheJob() {
        Configuration configuration = plain().set(StateBackendOptions.STATE_BACKEND, "org.example.Backend");
        assertThatThrownBy(() -> FlinkRunner.on(environment(configuration)).executeAsync(good()))
                .isInstanceOf(PipelineNotForFlinkException.class)
                .hasMessageContainingAll(
                        "the state backend is org.example.Backend",
                        "state.backend.type to hashmap",
                        "[forst, rocksdb]");
        assertThatCode(() -> FlinkRunner.on(environment(configuration)).add(good()))
                .as("operators of Flink's may be beside it")
                .doesNotThrowAnyException();
    }

    @Test
    void shouldRefuseSettingsThatGiveOtherResults() {
        refused(good(), plain().set(CoreOptions.DEFAULT_PARALLELISM, 200), "the parallelism is 200", "up to 128");
        refused(good(), plain().set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.BATCH), "STREAMING");
        refused(good(), plain().set(PipelineOptions.OPERATOR_CHAINING, false), "chaining", "leave it on");
        refused(
                good(),
                checkpointed()
                        .set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.AT_LEAST_ONCE),
                "EXACTLY_ONCE");
        refused(
                good(),
                checkpointed().set(CheckpointingOptions.MAX_CONCURRENT_CHECKPOINTS, 2),
                "several checkpoints",
                "to 1");
        refused(
                good(),
                checkpointed().set(CheckpointingOptions.ENABLE_CHECKPOINTS_AFTER_TASKS_FINISH, false),
                "the last results would not be committed");
        String byLoad = "taskmanager.network.adaptive-partitioner.enabled";
        refused(good(), Configuration.fromMap(Map.of(byLoad, "true")), "by the load of tasks", byLoad + " off");
    }

    @Test
    void shouldNotHaveFewerGroupsThanTasksWhereAStreamOfFlinksComesIn() {
        int tasks = KeyGroups.COUNT + 72;
        StreamExecutionEnvironment environment = environment(plain());
        DataStream<Long> wide =
                environment.fromSequence(1, 10).map(each -> each).setParallelism(tasks);
        Pipeline pipeline = Pipeline.create("wide");
        FlinkRunner.from(pipeline, "chained", wide, Long.class).to("one", Sinks.discard());
        FlinkRunner.from(pipeline, "apart", wide.rebalance(), Long.class).to("other", Sinks.discard());
        FlinkRunner.on(environment).add(pipeline);
        JobGraph graph = environment.getStreamGraph().getJobGraph();
        assertThat(graph.getVertices())
                .filteredOn(each -> each.getParallelism() == tasks)
                .hasSize(2)
                .allSatisfy(each -> assertThat(each.getMaxParallelism()).isEqualTo(JobVertex.MAX_PARALLELISM_DEFAULT));
    }

    @Test
    void shouldKnowOperatorsByTheirLabelsAtAnyParallelism() {
        assertThat(uids(1)).isEqualTo(uids(3)).contains("millrace/silence", "millrace/in");
    }

    private static List<String> uids(int parallelism) {
        StreamExecutionEnvironment environment = environment(plain().set(CoreOptions.DEFAULT_PARALLELISM, parallelism));
        FlinkRunner.on(environment)
                .add(Programs.processed(Event.some(1, 10, 2), java.nio.file.Path.of("/tmp"), Sources::collection));
        StreamGraph graph = environment.getStreamGraph();
        assertThat(graph.getStreamNodes())
                .allSatisfy(node -> assertThat(node.getMaxParallelism()).isIn(1, KeyGroups.COUNT));
        return graph.getStreamNodes().stream()
                .map(StreamNode::getTransformationUID)
                .sorted()
                .toList();
    }

    @Test
    void shouldHaveFlinkPutKeysIntoTheGroupsOfTheirHashes() throws Exception {
        GroupKeys keys = new GroupKeys();
        for (int key = 0; key < 10_000; key++) {
            int hash = StableHash.of(Type.of(Integer.class)).hash(key);
            assertThat(KeyGroupRangeAssignment.assignToKeyGroup(keys.getKey(new Row(key, hash)), KeyGroups.COUNT))
                    .isEqualTo(KeyGroups.groupOf(hash));
        }
    }

    @Test
    void shouldRunOnTheTaskManagerWhatWasPlannedHere() throws Exception {
        Graph graph = Programs.processed(Event.some(1, 10, 2), java.nio.file.Path.of("/tmp"), Sources::collection)
                .graph();
        JobCode code = new JobCode(graph, 3, 1_800_000_000_000L, true);
        Plan plan = Plan.of(graph, 3);
        plan.tasks()
                .forEach(task -> assertThatCode(
                                () -> assertThat(code.plan().task(task.name()).label())
                                        .isEqualTo(task.label()))
                        .doesNotThrowAnyException());
        assertThat(code.attempt(1)).isGreaterThan(code.attempt(0)).isPositive();
    }
}
