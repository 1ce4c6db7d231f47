package io.millrace.examples.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private static final int KILLS_PER_JOB = 20;
    private static final long FIRST_SEED = Long.getLong("millrace.seed", 0);
    private static final int LINES_PER_SPOILT_ONE = 250;

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
        int jobs = 0;
        for (; kills < KILLS; jobs++) {
            runToItsEnd(FIRST_SEED + jobs);
        }
        System.out.printf(
                "KillTest: %d kills in %d jobs; %d starts went on from a snapshot, after %d the alerts had grown%n",
                kills, jobs, restores, growths);
    }

    private void runToItsEnd(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        KilledProgram program = new KilledProgram(input, Files.createDirectory(directory.resolve("job-" + seed)));
        int last = Math.min(KILLS, kills + KILLS_PER_JOB);
        List<String> lives = new ArrayList<>();
        try {
            boolean ended = false;
            while (!ended) {
                Death death = kills < last ? Death.random(random) : null;
                int parallelism = 1 + random.nextInt(3);
                lives.add((death == null ? "to the end" : death) + ", parallelism " + parallelism);
                ended = program.live(parallelism, death);
                kills += ended ? 0 : 1;
                restores += program.hasGoneOn() ? 1 : 0;
                growths += program.alertsHaveGrown() ? 1 : 0;
            }
            assertThat(sorted(program.alerts())).isEqualTo(expectedAlerts);
            assertThat(program.rejects()).isEqualTo(expectedRejects);
        } catch (Throwable e) {
            throw new AssertionError(
                    "job of seed " + seed + " (repeat with -Dmillrace.seed=" + seed + "), lives " + lives + ": " + e,
                    e);
        }
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
