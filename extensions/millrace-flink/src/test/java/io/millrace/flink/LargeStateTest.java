package io.millrace.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Pipeline;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.state.ListState;
import io.millrace.state.ValueState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * State of more megabytes than the TaskManager has for its heap and for its state backend together, of which each key is written, killed with its process while checkpoints are
 * taken, and read again. Only with {@code -Dmillrace.flink.megabytes=1024}; {@code -Dmillrace.flink.backend=hashmap} shows that they are too many for the heap.
 */
@EnabledIfSystemProperty(named = LargeStateTest.MEGABYTES, matches = "\\d+")
class LargeStateTest {

    static final String MEGABYTES = "millrace.flink.megabytes";

    private static final int BYTES = 64 << 10;
    private static final long KEYS = Long.getLong(MEGABYTES, 0) * (1 << 20) / BYTES;

    private final Path directory = Path.of("target", "cluster-large").toAbsolutePath();
    private final Narrator narrator = new Narrator();

    /** Keeps bytes of each key, and tells at its second event what they were. */
    static final class Keeping extends KeyedProcess<Long, Long, String> {

        private final ValueState<byte[]> bytes = value("bytes", byte[].class);
        private final ListState<Long> seen = list("seen", Long.class);

        @Override
        protected void process(Long id, KeyedContext<Long> context, Emitter<String> out) {
            seen.add(id);
            if (seen.size() == 1) {
                bytes.set(bytesOf(context.key()));
            } else {
                out.emit(context.key() + " " + Arrays.hashCode(bytes.get()) + " " + seen.elements());
            }
        }

        /** No compression makes less of them. */
        private static byte[] bytesOf(long key) {
            byte[] bytes = new byte[BYTES];
            new SplittableRandom(key).nextBytes(bytes);
            return bytes;
        }
    }

    private static Pipeline pipeline(Path out) {
        long keys = KEYS;
        Pipeline pipeline = Pipeline.create("large");
        pipeline.source("ids", Sources.generate(id -> id).count(2 * keys).rate((int) (keys / 20)))
                .keyBy(id -> id % keys, Long.class)
                .process("keeping", Keeping::new)
                .to("out", Sinks.lines(out));
        return pipeline;
    }

    @Test
    @Timeout(30 * 60)
    void shouldKeepMoreThanTheHeapHolds() throws Exception {
        try (Cluster cluster = Cluster.start(directory, 1)) {
            cluster.awaitTaskManagers();
            Path out = directory.resolve("out");
            Configuration configuration = LocalFlink.surviving(2, directory.resolve("checkpoints"))
                    .set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(2))
                    .set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
            configuration.setString("state.backend.type", System.getProperty("millrace.flink.backend", "rocksdb"));
            JobClient job = FlinkRunner.on(cluster.environment(configuration)).executeAsync(pipeline(out));
            cluster.awaitRunning(job.getJobID());
            narrator.tell("running: %d keys of %d bytes, twice", KEYS, BYTES);
            cluster.await("the second events come", () -> Files.exists(out) && Files.size(out) > 0);
            narrator.tell(
                    "all keys written, %d checkpoints; killing the TaskManager",
                    cluster.rest().completed(job.getJobID()));
            String victim = cluster.rest().taskManagers().iterator().next();
            cluster.kill(victim);
            cluster.startTaskManager();
            cluster.await("the job has been restored", () -> cluster.rest().restored(job.getJobID()) > 0);
            cluster.await(
                    "the job has ended", () -> "FINISHED".equals(cluster.rest().state(job.getJobID())));
            narrator.tell("ended");
            assertThat(Files.readAllLines(out))
                    .containsExactlyInAnyOrderElementsOf(LongStream.range(0, KEYS)
                            .mapToObj(key -> key + " " + Arrays.hashCode(Keeping.bytesOf(key)) + " [" + key + ", "
                                    + (key + KEYS) + "]")
                            .toList());
        }
    }
}
