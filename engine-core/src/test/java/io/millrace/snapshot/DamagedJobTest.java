package io.millrace.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Pipeline;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.operator.Timer;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.state.MapState;
import io.millrace.state.ValueState;
import io.millrace.state.store.Disk;
import io.millrace.state.testing.SimulatedDisk;
import io.millrace.testing.Simulation;
import io.millrace.time.Watermarks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A job never goes on from a snapshot in which a single bit is not what was written. Each 37th of all places is tried,
 * and all of them with {@code -Dmillrace.damage=all}.
 */
@Timeout(value = 1, unit = TimeUnit.HOURS) // for all places
@Tag("machine")
class DamagedJobTest {

    private static final Path PLACE = Path.of("/snapshots");
    private static final int STRIDE = "all".equals(System.getProperty("millrace.damage")) ? 1 : 37;

    /** The files of a snapshot that consists of a whole file and a delta. */
    private static final Map<Path, byte[]> FILES = new TreeMap<>();

    private static final class Visits extends KeyedProcess<Long, Long, Long> {

        private final ValueState<Long> count = value("count", Long.class);
        private final MapState<Long, Long> latest = map("latest", Long.class, Long.class);
        private final Timer due = eventTimer("due", (context, out) -> out.emit(context.key()));

        @Override
        protected void process(Long event, KeyedContext<Long> context, Emitter<Long> out) {
            count.set(count.getOr(0L) + 1);
            latest.put(event % 2, event);
            due.set(Instant.ofEpochMilli(event + 10));
            out.emit(count.get());
        }
    }

    private static Pipeline pipeline() {
        Pipeline pipeline = Pipeline.create("visits");
        pipeline.source("numbers", Sources.generate(index -> index).count(60).rate(1_000))
                .timestamps(Instant::ofEpochMilli, Watermarks.ascending())
                .keyBy(number -> number % 3, Long.class)
                .process("visits", Visits::new)
                .to("out", Sinks.discard());
        return pipeline;
    }

    private static Simulation on(Map<Path, byte[]> files) throws IOException {
        Simulation run = Simulation.of(pipeline()).parallelism(1).batchSize(16).seed(3);
        SimulatedDisk disk = run.disk();
        for (Map.Entry<Path, byte[]> file : files.entrySet()) {
            disk.makeDirectory(file.getKey().getParent());
            try (Disk.File open = disk.create(file.getKey())) {
                open.append(ByteBuffer.wrap(file.getValue()));
            }
        }
        disk.forceAll();
        return run.snapshots(Snapshots.in(disk, PLACE).onDemand());
    }

    @BeforeAll
    static void takeASnapshot() throws IOException {
        Simulation run = on(Map.of());
        run.advance(Duration.ofMillis(20)).snapshot(null);
        run.advance(Duration.ofMillis(20)).snapshot("last");
        for (Path directory : run.disk().list(PLACE)) {
            if (!directory.endsWith("LOCK") && !directory.endsWith("ATTEMPT.1")) {
                for (Path file : run.disk().list(directory)) {
                    FILES.put(file, run.disk().content(file));
                }
            }
        }
        assertThat(FILES.keySet().stream().filter(file -> file.toString().endsWith(".state")))
                .hasSizeGreaterThan(1);
    }

    @Test
    void shouldGoOnWhenNothingIsDamaged() throws IOException {
        assertThat(on(FILES).run().output("out")).contains(20L);
    }

    @Test
    void shouldRefuseToStartWhenABitIsFlipped() throws IOException {
        int place = 0;
        for (Map.Entry<Path, byte[]> file : FILES.entrySet()) {
            for (int bit = 0; bit < file.getValue().length * 8; bit++) {
                if (place++ % STRIDE == 0) {
                    byte[] damaged = file.getValue().clone();
                    damaged[bit / 8] ^= (byte) (1 << bit % 8);
                    checkRefused(file.getKey(), damaged, "bit " + bit);
                }
            }
        }
    }

    @Test
    void shouldRefuseToStartWhenAFileIsCutOff() throws IOException {
        int place = 0;
        for (Map.Entry<Path, byte[]> file : FILES.entrySet()) {
            for (int length = 0; length < file.getValue().length; length++) {
                if (place++ % STRIDE == 0) {
                    checkRefused(file.getKey(), Arrays.copyOf(file.getValue(), length), "cut to " + length);
                }
            }
        }
    }

    private static void checkRefused(Path file, byte[] content, String how) throws IOException {
        Map<Path, byte[]> files = new TreeMap<>(FILES);
        files.put(file, content);
        Simulation run = on(files);
        assertThatThrownBy(run::run)
                .as("%s of %s", how, file)
                .isInstanceOfAny(RuntimeException.class)
                .hasMessageContaining(file.toString());
        assertThat(run.disk().content(file)).isEqualTo(content);
    }

    @Test
    void shouldRefuseToStartWhenAFileIsMissing() throws IOException {
        for (Path file : FILES.keySet()) {
            if (file.toString().endsWith(".state")) {
                Map<Path, byte[]> files = new TreeMap<>(FILES);
                files.remove(file);
                Simulation run = on(files);
                assertThatThrownBy(run::run).hasMessageContainingAll(file.toString(), "there is no such file");
            }
        }
    }
}
