package io.millrace.examples.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program as a process of its own, killed at random moments and started again until it has come to its end. What it
 * leaves is what a run leaves that nobody has killed. {@code -Dmillrace.kills=1000} sets how often it is killed.
 */
class KillTest {

    private static final int KILLS = Integer.getInteger("millrace.kills", 10);
    private static final int KILLS_PER_JOB = 25;
    private static final long FIRST_SEED = Long.getLong("millrace.seed", 0);
    private static final int LINES_PER_SECOND = 4_000;
    private static final int LINES_PER_SPOILT_ONE = 250;
    private static final Duration SOONEST = Duration.ofMillis(50);
    private static final Duration STARTED = Duration.ofMillis(700);
    private static final Duration LATEST = Duration.ofSeconds(2);

    @TempDir
    Path directory;

    private Path input;
    private List<String> expectedAlerts;
    private List<String> expectedRejects;
    private int kills;
    private int growths;
    private int restores;

    @BeforeEach
    void runWithoutBeingKilled() throws IOException {
        input = directory.resolve("in.csv");
        Files.write(input, withSpoiltLines(Files.readAllLines(FraudData.csv())));
        Path alerts = directory.resolve("alerts.jsonl");
        Path rejects = directory.resolve("rejects.jsonl");
        assertThat(new Program().run("--input", input, "--alerts", alerts, "--rejects", rejects))
                .isZero();
        expectedAlerts = sorted(Files.readAllLines(alerts));
        expectedRejects = Files.readAllLines(rejects);
        assertThat(expectedAlerts).hasSize(109 + 312 + 373);
        assertThat(expectedRejects).hasSize(20_000 / LINES_PER_SPOILT_ONE);
    }

    @Test
    @Timeout(value = 3, unit = TimeUnit.HOURS)
    void shouldLeaveWhatARunLeavesThatNobodyHasKilled() throws Exception {
        long seed = FIRST_SEED;
        int jobs = 0;
        for (; kills < KILLS; jobs++, seed++) {
            runToItsEnd(seed);
        }
        System.out.printf(
                "KillTest: %d kills in %d jobs; %d starts went on from a snapshot, %d times the alerts had grown%n",
                kills, jobs, restores, growths);
    }

    private void runToItsEnd(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        Path own = Files.createDirectory(directory.resolve("job-" + seed));
        GrowingFile alerts = new GrowingFile(own.resolve("alerts.jsonl"));
        GrowingFile rejects = new GrowingFile(own.resolve("rejects.jsonl"));
        int last = Math.min(KILLS, kills + KILLS_PER_JOB);
        List<String> history = new ArrayList<>();
        try {
            boolean ended = false;
            while (!ended) {
                Duration life = kills < last ? life(random) : null;
                int parallelism = 1 + random.nextInt(3);
                history.add((life == null ? "to the end" : life.toMillis() + " ms") + " with " + parallelism);
                ended = live(own, life, parallelism, alerts, rejects);
            }
            assertThat(sorted(alerts.lines())).isEqualTo(expectedAlerts);
            assertThat(rejects.lines()).isEqualTo(expectedRejects);
        } catch (Throwable e) {
            throw new AssertionError(
                    "job of seed " + seed + " (repeat with -Dmillrace.seed=" + seed + "), lives " + history + ": " + e,
                    e);
        }
    }

    /** Returns whether the program has come to its end. */
    private boolean live(Path own, Duration life, int parallelism, GrowingFile alerts, GrowingFile rejects)
            throws Exception {
        Path output = own.resolve("output.txt");
        Process process = start(own, output, parallelism, life == null ? 1_000_000 : LINES_PER_SECOND);
        try {
            boolean ended =
                    life == null ? process.waitFor(2, TimeUnit.MINUTES) : endsWithin(process, life, alerts, rejects);
            assertThat(life != null || ended).as("it comes to its end").isTrue();
            if (ended) {
                assertThat(process.exitValue()).as(Files.readString(output)).isZero();
            } else {
                kills++;
            }
            return ended;
        } finally {
            process.destroyForcibly().waitFor();
            restores += Files.readString(output).contains("going on from snapshot") ? 1 : 0;
            growths += alerts.read() ? 1 : 0;
            rejects.read();
        }
    }

    /** Looks at the files while they are being written, too. */
    private static boolean endsWithin(Process process, Duration life, GrowingFile alerts, GrowingFile rejects)
            throws Exception {
        long parts = 4;
        for (int i = 0; i < parts; i++) {
            if (process.waitFor(life.toNanos() / parts, TimeUnit.NANOSECONDS)) {
                return true;
            }
            alerts.read();
            rejects.read();
        }
        return false;
    }

    private Process start(Path own, Path output, int parallelism, int rate) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                FraudDetection.class.getName()));
        command.addAll(List.of("--input", input.toString()));
        command.addAll(List.of("--alerts", own.resolve("alerts.jsonl").toString()));
        command.addAll(List.of("--rejects", own.resolve("rejects.jsonl").toString()));
        command.addAll(List.of("--snapshots", own.resolve("snapshots").toString(), "--snapshot-interval", "PT0.03S"));
        command.addAll(List.of("--parallelism", String.valueOf(parallelism), "--rate", String.valueOf(rate)));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    /** Half of them hardly get started: going on from a snapshot is where most can go wrong. */
    private static Duration life(SplittableRandom random) {
        boolean brief = random.nextBoolean();
        return Duration.ofMillis(random.nextLong(
                brief ? SOONEST.toMillis() : STARTED.toMillis(), brief ? STARTED.toMillis() : LATEST.toMillis()));
    }

    private static List<String> withSpoiltLines(List<String> lines) {
        List<String> all = new ArrayList<>(lines.subList(0, 1));
        for (int i = 1; i < lines.size(); i++) {
            all.add(lines.get(i));
            if (i % LINES_PER_SPOILT_ONE == 0) {
                all.add("spoilt " + i);
            }
        }
        return all;
    }

    private static List<String> sorted(List<String> lines) {
        return lines.stream().sorted().toList();
    }
}
