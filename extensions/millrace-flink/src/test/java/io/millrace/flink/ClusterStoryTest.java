package io.millrace.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Engine;
import io.millrace.JobOptions;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * One stream of transactions through all that befalls a job on a cluster of processes: submitted by {@code flink run}, a TaskManager that has state and sinks is killed,
 * then it is rescaled from 2 to 3 by a savepoint and REST, the JobManager is killed and started again, and the job goes on at 1 as a version with an evolved record. What
 * it leaves is what the engine leaves that nothing befalls. Only with {@code -Dmillrace.rounds=20}, which says how often; {@code -Dmillrace.seed} says where to begin.
 */
@EnabledIfSystemProperty(named = ClusterStoryTest.ROUNDS, matches = "\\d+")
class ClusterStoryTest {

    static final String ROUNDS = "millrace.rounds";
    private static final long FIRST_SEED = Long.getLong("millrace.seed", 0);
    private static final long CHAPTER = StoryProgram.COUNT / 5;

    private final Path directory = Path.of("target", "cluster-story").toAbsolutePath();
    private final Path gate = directory.resolve("gate");
    private final Path here = directory.resolve("here");
    private final Path there = directory.resolve("there");
    private final Narrator narrator = new Narrator();

    private Cluster cluster;
    private SplittableRandom random;
    private int chapter;
    private String jar;
    private JobID job;

    @Test
    @Timeout(60 * 60)
    void shouldLeaveWhatTheEngineLeavesWhateverBefallsTheCluster() throws Exception {
        for (int round = 0; round < Integer.getInteger(ROUNDS); round++) {
            long seed = FIRST_SEED + round;
            try (Cluster started = Cluster.start(directory, 2)) {
                cluster = started;
                random = new SplittableRandom(seed);
                chapter = 0;
                round(seed);
            } catch (Throwable e) {
                throw new AssertionError(
                        "round of seed " + seed + " (repeat with -Dmillrace.seed=" + seed + "): " + e, e);
            }
        }
    }

    private void round(long seed) throws Exception {
        Files.createDirectory(there);
        embedded(Files.createDirectory(here));
        GatedSource.open(gate, 0);
        cluster.awaitTaskManagers();
        jar = cluster.rest().upload(cluster.jar());
        begun(cluster.run(2, configuration(2), "before", there.toString(), gate.toString()));
        loseTaskManager();
        rerun("before", 3, savepoint());
        rerun("before", 3, loseJobManager());
        rerun("after", 1, savepoint());
        GatedSource.open(gate, StoryProgram.COUNT);
        cluster.await("the job has ended", () -> "FINISHED".equals(state()));
        Map<String, List<String>> expected = Comparison.written(here);
        Comparison.assertSame(Comparison.written(there), expected);
        narrator.tell(
                "seed %d: ended, %d alerts and %d balances equal to the engine's",
                seed, expected.get("alerts").size(), expected.get("balances").size());
    }

    private void embedded(Path out) {
        try (Engine engine = Engine.withWorkers(2)) {
            engine.start(StoryProgram.after(new GatedSource(StoryProgram.COUNT, gate), out), JobOptions.parallelism(2))
                    .join();
        }
    }

    private Configuration configuration(int parallelism) {
        return LocalFlink.surviving(parallelism, directory.resolve("checkpoints"))
                .set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, 3);
    }

    private void begun(JobID begun) throws Exception {
        job = begun;
        cluster.awaitRunning(job);
    }

    private void rerun(String version, int parallelism, String from) throws Exception {
        begun(cluster.rest()
                .run(jar, parallelism, from, configuration(parallelism), version, there.toString(), gate.toString()));
        narrator.tell(
                "goes on at parallelism %d as '%s' from %s",
                parallelism, version, Path.of(from).getFileName());
    }

    private String state() throws Exception {
        String state = cluster.rest().state(job);
        assertThat(state).as(() -> "state of " + job + ", see " + directory).isNotEqualTo("FAILED");
        return state;
    }

    /** Has some of the next transactions pass: a random part of a chapter, while the rest of it comes. */
    private void goOn() throws Exception {
        long until = chapter * CHAPTER + 1 + random.nextLong(CHAPTER - 1);
        chapter++;
        GatedSource.open(gate, chapter * CHAPTER);
        cluster.await("there are " + until + " balances", () -> {
            state();
            return lines(there.resolve("balances")) >= until;
        });
    }

    private static long lines(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        }
    }

    private void loseTaskManager() throws Exception {
        assertThat(cluster.managers(job)).isEqualTo(cluster.rest().taskManagers());
        goOn();
        String victim = cluster.writing(job, "balances");
        long checkpoint = cluster.rest().completed(job);
        cluster.kill(victim);
        cluster.startTaskManager();
        cluster.await("the job has been restored", () -> cluster.rest().restored(job) > 0);
        assertThat(cluster.rest().restoredAt(job)).isGreaterThanOrEqualTo(checkpoint);
        cluster.awaitRunning(job);
        narrator.tell(
                "%s was killed; restored at checkpoint %d",
                victim, cluster.rest().restoredAt(job));
    }

    private String savepoint() throws Exception {
        goOn();
        String request = cluster.rest().stop(job, directory.resolve("savepoints"));
        JsonNode[] answer = new JsonNode[1];
        cluster.await("the savepoint is there", () -> {
            answer[0] = cluster.rest().get(request);
            return "COMPLETED".equals(answer[0].path("status").path("id").asText());
        });
        String savepoint = answer[0].path("operation").path("location").asText();
        assertThat(savepoint).as(answer[0].toString()).isNotEmpty();
        return savepoint;
    }

    private String loseJobManager() throws Exception {
        goOn();
        cluster.killJobManager();
        cluster.startJobManager();
        cluster.awaitTaskManagers();
        jar = cluster.rest().upload(cluster.jar());
        return retained().toUri().toString();
    }

    /** The last checkpoint that is whole: the JobManager may have been killed while it wrote one. */
    private Path retained() throws IOException {
        try (Stream<Path> all = Files.list(directory.resolve("checkpoints").resolve(job.toString()))) {
            return all.filter(ClusterStoryTest::isWhole)
                    .max(Comparator.comparingLong(ClusterStoryTest::number))
                    .orElseThrow();
        }
    }

    private static long number(Path checkpoint) {
        String name = checkpoint.getFileName().toString();
        return Long.parseLong(name.substring(name.lastIndexOf('-') + 1));
    }

    private static boolean isWhole(Path checkpoint) {
        try (DataInputStream in = new DataInputStream(Files.newInputStream(checkpoint.resolve("_metadata")))) {
            return Checkpoints.loadCheckpointMetadata(in, ClusterStoryTest.class.getClassLoader(), "") != null;
        } catch (IOException e) {
            return false;
        }
    }
}
