package io.millrace.flink;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.flink.api.dag.Pipeline;
import org.apache.flink.client.deployment.executors.PipelineExecutorUtils;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.PipelineExecutor;
import org.apache.flink.core.execution.PipelineExecutorFactory;
import org.apache.flink.core.execution.PipelineExecutorServiceLoader;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.minicluster.MiniClusterJobClient;
import org.apache.flink.runtime.minicluster.MiniClusterJobClient.JobFinalizationBehavior;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A cluster in this JVM, for all tests: a JobManager, and two TaskManagers that rows get between by the network. */
public final class LocalFlink {

    private static final int SLOTS_OF_EACH = 32;

    private LocalFlink() {}

    private static final class Holder {

        private static final MiniCluster CLUSTER = start();

        private static MiniCluster start() {
            Configuration configuration = new Configuration()
                    .set(RestOptions.BIND_PORT, "0")
                    .set(RestOptions.ADDRESS, "localhost")
                    .set(MetricOptions.REPORTERS_LIST, "kept")
                    .set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(128))
                    .set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(128))
                    .set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(64));
            configuration.setString("metrics.reporter.kept.factory.class", MetricsKept.Factory.class.getName());
            MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                    .setConfiguration(configuration)
                    .setNumTaskManagers(2)
                    .setNumSlotsPerTaskManager(SLOTS_OF_EACH)
                    .build());
            try {
                cluster.start();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return cluster;
        }
    }

    /** Of a job that takes no checkpoints, and does not go on after a failure. */
    static Configuration plain(int parallelism) {
        return new Configuration()
                .set(org.apache.flink.configuration.CoreOptions.DEFAULT_PARALLELISM, parallelism)
                .set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    }

    /** Of a job that takes checkpoints often, and goes on after failures. */
    public static Configuration surviving(int parallelism, Path checkpoints) {
        return plain(parallelism)
                .set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(50))
                .set(
                        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                        checkpoints.toUri().toString())
                .set(
                        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION)
                .set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay")
                .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 10)
                .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
    }

    /** Has a state backend keep what it can; its share of the memory is not that of one of so many slots. */
    static Configuration keptBy(String backend, Configuration configuration) {
        configuration.setString("state.backend." + backend + ".memory.managed", "false");
        return configuration.set(StateBackendOptions.STATE_BACKEND, backend);
    }

    /** Has a job go on from a savepoint or checkpoint. */
    static Configuration from(String path, Configuration configuration) {
        return configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, path);
    }

    /**
     * Stops a job with a savepoint, as soon as all of its tasks run.
     *
     * @param drains whether it is to be worked off to its end
     * @return where the savepoint is
     */
    static String stop(JobClient job, boolean drains, Path savepoints) throws Exception {
        while (true) {
            try {
                return job.stopWithSavepoint(drains, savepoints.toUri().toString(), SavepointFormatType.CANONICAL)
                        .get();
            } catch (ExecutionException e) {
                if (!e.toString().contains("is not being executed at the moment")) {
                    throw e;
                }
            }
        }
    }

    /** Gives jobs to the cluster by a call: by REST some answers were lost where several came at a time, and who had asked waited for ever. */
    private static final class Here
            implements PipelineExecutorServiceLoader, PipelineExecutorFactory, PipelineExecutor {

        private static final String NAME = "here";

        @Override
        public PipelineExecutorFactory getExecutorFactory(Configuration configuration) {
            return this;
        }

        @Override
        public Stream<String> getExecutorNames() {
            return Stream.of(NAME);
        }

        @Override
        public String getName() {
            return NAME;
        }

        @Override
        public boolean isCompatibleWith(Configuration configuration) {
            return true;
        }

        @Override
        public PipelineExecutor getExecutor(Configuration configuration) {
            return this;
        }

        @Override
        public CompletableFuture<JobClient> execute(Pipeline pipeline, Configuration configuration, ClassLoader loader)
                throws Exception {
            return Holder.CLUSTER
                    .submitJob(PipelineExecutorUtils.getStreamGraph(pipeline, configuration))
                    .thenApply(submitted -> new MiniClusterJobClient(
                            submitted.getJobID(), Holder.CLUSTER, loader, JobFinalizationBehavior.NOTHING));
        }
    }

    public static StreamExecutionEnvironment environment(Configuration configuration) {
        Configuration here = new Configuration(configuration)
                .set(DeploymentOptions.TARGET, Here.NAME)
                .set(DeploymentOptions.ATTACHED, true);
        return new StreamExecutionEnvironment(new Here(), here, LocalFlink.class.getClassLoader());
    }

    static FlinkRunner runner(Configuration configuration) {
        return FlinkRunner.on(environment(configuration));
    }
}
