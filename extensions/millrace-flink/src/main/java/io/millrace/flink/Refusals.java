package io.millrace.flink;

import io.millrace.graph.Graph;
import io.millrace.graph.Node;
import io.millrace.state.table.KeyGroups;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.CheckpointConfig;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.InstantiationUtil;

/** What keeps a pipeline from running on Flink, in words. */
final class Refusals {

    private static final String HEAP = "hashmap";

    /** Flink has it since 2.3. */
    private static final ConfigOption<Boolean> BY_LOAD = ConfigOptions.key(
                    "taskmanager.network.adaptive-partitioner.enabled")
            .booleanType()
            .defaultValue(false);

    private Refusals() {}

    /** What cannot leave this JVM; of a pipeline that is built again elsewhere, what would be another thing there. */
    static List<String> ofGraph(Graph graph, boolean isBuiltAgain) {
        if (!isBuiltAgain) {
            return graph.unportable();
        }
        List<String> reasons = new ArrayList<>();
        addOfSerdes(graph, reasons);
        for (Node node : graph.nodes()) {
            node.logic()
                    .whyNotPortable()
                    .ifPresent(reason -> reasons.add("the " + node.kind() + " '" + node.label() + "': " + reason));
        }
        return reasons;
    }

    /** Rows between tasks are written before any task has built the pipeline. */
    private static void addOfSerdes(Graph graph, List<String> reasons) {
        try {
            InstantiationUtil.serializeObject(graph.serdes());
        } catch (IOException e) {
            reasons.add(
                    "a serde that the pipeline registers cannot be serialized, since it holds what is not serializable: "
                            + e.getMessage() + "; have it hold nothing, or what can be serialized");
        }
    }

    /** What of the settings of Flink gives other results, or none. */
    static List<String> ofEnvironment(StreamExecutionEnvironment environment) {
        List<String> reasons = new ArrayList<>();
        if (environment.getConfiguration().get(ExecutionOptions.RUNTIME_MODE) == RuntimeExecutionMode.BATCH) {
            reasons.add("the runtime mode is BATCH: set " + ExecutionOptions.RUNTIME_MODE.key() + " to STREAMING");
        }
        if (!environment.isChainingEnabled()) {
            reasons.add("the chaining of operators is off, and the parts of a task cannot be apart: leave it on");
        }
        if (environment.getConfiguration().get(BY_LOAD)) {
            reasons.add(
                    "rows go by the load of tasks, so that not each task would be told when the data have ended: leave "
                            + BY_LOAD.key() + " off");
        }
        if (environment.getParallelism() > KeyGroups.COUNT) {
            reasons.add("the parallelism is " + environment.getParallelism() + ", and there are " + KeyGroups.COUNT
                    + " key groups: choose one of up to " + KeyGroups.COUNT);
        }
        if (environment.getCheckpointConfig().isCheckpointingEnabled()) {
            addOfCheckpoints(environment, reasons);
        }
        return reasons;
    }

    /** What of the settings has no effect where a pipeline is all of the job. */
    static List<String> ofBackend(StreamExecutionEnvironment environment) {
        String backend = environment.getConfiguration().get(StateBackendOptions.STATE_BACKEND);
        if (backend == null
                || HEAP.equalsIgnoreCase(backend)
                || FlinkStore.BACKENDS.contains(backend.toLowerCase(Locale.ROOT))) {
            return List.of();
        }
        return List.of("the state backend is " + backend
                + ", and what the pipeline keeps would be on the heap of TaskManagers all the same: set "
                + StateBackendOptions.STATE_BACKEND.key() + " to " + HEAP + ", or to one of "
                + new TreeSet<>(FlinkStore.BACKENDS) + " for the states of keyed processes");
    }

    private static void addOfCheckpoints(StreamExecutionEnvironment environment, List<String> reasons) {
        CheckpointConfig checkpoints = environment.getCheckpointConfig();
        if (checkpoints.getCheckpointingConsistencyMode() != CheckpointingMode.EXACTLY_ONCE) {
            reasons.add("checkpoints are taken at least once, so that state would count events twice: set "
                    + CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE.key() + " to EXACTLY_ONCE");
        }
        if (checkpoints.getMaxConcurrentCheckpoints() > 1) {
            reasons.add("several checkpoints may be under way at a time: set "
                    + CheckpointingOptions.MAX_CONCURRENT_CHECKPOINTS.key() + " to 1");
        }
        if (!environment.getConfiguration().get(CheckpointingOptions.ENABLE_CHECKPOINTS_AFTER_TASKS_FINISH)) {
            reasons.add(
                    "no checkpoint is taken when the data have ended, so that the last results would not be committed: leave "
                            + CheckpointingOptions.ENABLE_CHECKPOINTS_AFTER_TASKS_FINISH.key() + " on");
        }
    }
}
