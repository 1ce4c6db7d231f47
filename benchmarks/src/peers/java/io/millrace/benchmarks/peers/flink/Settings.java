package io.millrace.benchmarks.peers.flink;

import java.time.Duration;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** What Flink is set to. */
final class Settings {

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
        settings.set(PipelineOptions.GENERIC_TYPES, true);
        settings.set(StateBackendOptions.STATE_BACKEND, "hashmap");
        settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ZERO);
        String wm = System.getProperty("flink.wm");
        if (wm != null) {
            settings.set(PipelineOptions.AUTO_WATERMARK_INTERVAL, Duration.ofMillis(Long.parseLong(wm)));
        }
        return settings;
    }
}
