package io.millrace.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.Seeds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Random programs on a cluster give what they give in the engine, at any parallelism, while tasks fail and when they go on from a savepoint at another one. */
class RandomProgramTest {

    private static final int SEEDS = 8;
    private static final int MOST_TASKS = 4;
    private static final int MOST_FAILURES = 2;

    @TempDir
    private Path directory;

    private int failures;
    private int moved;

    @Test
    @Timeout(value = 24, unit = TimeUnit.HOURS)
    void shouldGiveWhatTheEngineGivesWhateverFails() throws Exception {
        Seeds.check(SEEDS, this::check);
        boolean isWhole = Stream.of("millrace.seed", "millrace.seeds", "millrace.firstSeed")
                .allMatch(property -> System.getProperty(property) == null);
        if (isWhole) {
            assertThat(List.of(failures, moved)).doesNotContain(0);
        }
    }

    private void check(long seed) throws Exception {
        Path all = Files.createDirectory(directory.resolve(Long.toString(seed)));
        SplittableRandom random = new SplittableRandom(seed);
        RandomProgram program = new RandomProgram(seed);
        List<Event> events = Event.some(seed, 12 + random.nextInt(1_200), 1 + random.nextInt(12));
        Map<String, List<String>> here =
                Comparison.embedded(program, events, all.resolve("here"), PacedSource::flowing);
        Path there = Files.createDirectory(all.resolve("there"));
        String backend = random.nextBoolean() ? "rocksdb" : "hashmap";
        if (random.nextInt(3) == 0) {
            moveOn(program, events, all, there, backend, random);
        } else {
            fail(program, events, all, there, backend, random);
        }
        assertThat(Comparison.written(there))
                .as(() -> described(program, events, there))
                .isEqualTo(here);
    }

    private static String described(RandomProgram program, List<Event> events, Path out) {
        return program + ":\n"
                + program.pipeline(events, out, PacedSource::flowing).describe();
    }

    private void fail(
            RandomProgram program, List<Event> events, Path all, Path there, String backend, SplittableRandom random)
            throws Exception {
        String test = "random " + program.seed();
        int most = random.nextInt(MOST_FAILURES + 1);
        LocalFlink.runner(configuration(all, backend, random))
                .execute(program.pipeline(events, there, some -> new PacedSource(test, some, most)));
        failures += PacedSource.failures(test);
    }

    private void moveOn(
            RandomProgram program, List<Event> events, Path all, Path there, String backend, SplittableRandom random)
            throws Exception {
        String test = "moved " + program.seed();
        PacedSource.hold(test);
        JobClient job = LocalFlink.runner(configuration(all, backend, random))
                .executeAsync(program.pipeline(events, there, some -> new PacedSource(test, some, 0)));
        PacedSource.awaitHeld(test);
        String savepoint = LocalFlink.stop(job, false, all.resolve("savepoints"));
        PacedSource.release(test);
        LocalFlink.runner(LocalFlink.from(savepoint, configuration(all, backend, random)))
                .execute(program.pipeline(events, there, some -> new PacedSource(test, some, 0)));
        moved++;
    }

    private static Configuration configuration(Path all, String backend, SplittableRandom random) {
        return LocalFlink.keptBy(
                        backend, LocalFlink.surviving(1 + random.nextInt(MOST_TASKS), all.resolve("checkpoints")))
                .set(CheckpointingOptions.ENABLE_UNALIGNED, random.nextInt(3) == 0)
                .set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, random.nextBoolean());
    }
}
