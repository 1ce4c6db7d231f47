package io.millrace.benchmarks.peers.flink;

import java.time.Duration;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** What Flink is set to; checkpoints and the web interface are off unless told otherwise. */
final class Settings {

    /**
     * A tenth of what it is unless told otherwise: fewer windows are open at a time, which makes all of them faster.
     */
    private static final Duration WATERMARK_INTERVAL = Duration.ofMillis(20);

    private Settings() {}

    static StreamExecutionEnvironment forThroughput(int parallelism) {
        return StreamExecutionEnvironment.createLocalEnvironment(parallelism, common());
    }

    static StreamExecutionEnvironment forLatency(int parallelism) {
        Configuration settings = common();
        settings.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ZERO);
        return StreamExecutionEnvironment.createLocalEnvironment(parallelism, settings);
    }

    private static Configuration common() {
        Configuration settings = new Configuration();
        settings.set(PipelineOptions.OBJECT_REUSE, true);
        settings.set(StateBackendOptions.STATE_BACKEND, "hashmap");
        settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ZERO);
        settings.set(PipelineOptions.AUTO_WATERMARK_INTERVAL, WATERMARK_INTERVAL);
        return settings;
    }
}
