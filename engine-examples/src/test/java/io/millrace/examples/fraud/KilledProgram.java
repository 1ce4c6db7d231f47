package io.millrace.examples.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.examples.fraud.Death.Since;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The program as a process with snapshots, which can be killed and started again. */
final class KilledProgram {

    private static final int LINES_PER_SECOND = 4_000;
    private static final int NO_LIMIT = 1_000_000;
    private static final long LONGEST_MINUTES = 5;
    private static final long LOOKS = 4;

    private final Path input;
    private final Path directory;
    private final GrowingFile alerts;
    private final GrowingFile rejects;
    private final Path output;
    private final Path snapshots;
    private Set<Path> known = Set.of();
    private long seenBefore;

    KilledProgram(Path input, Path directory) {
        this.input = input;
        this.directory = directory;
        alerts = new GrowingFile(directory.resolve("alerts.jsonl"));
        rejects = new GrowingFile(directory.resolve("rejects.jsonl"));
        output = directory.resolve("output.txt");
        snapshots = directory.resolve("snapshots");
    }

    /**
     * Starts it once.
     *
     * @param death when to kill it, null for not at all
     * @return whether it has come to its end by itself
     */
    boolean live(int parallelism, Death death) throws Exception {
        known = snapshotsBegun();
        seenBefore = alerts.length();
        Process process = start(parallelism, death == null ? NO_LIMIT : LINES_PER_SECOND);
        try {
            boolean ended =
                    death == null ? process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES) : endsBefore(death, process);
            assertThat(ended || death != null).as("it comes to its end").isTrue();
            if (ended) {
                assertThat(process.exitValue()).as(Files.readString(output)).isZero();
            }
            return ended;
        } finally {
            process.destroyForcibly().waitFor();
            alerts.read();
            rejects.read();
        }
    }

    /** Whether the latest life has begun from a snapshot. */
    boolean hasGoneOn() throws IOException {
        return Files.readString(output).contains("going on from snapshot");
    }

    /** Whether there are more alerts after the latest life than before. */
    boolean alertsHaveGrown() {
        return alerts.length() > seenBefore;
    }

    List<String> alerts() {
        return alerts.lines();
    }

    List<String> rejects() {
        return rejects.lines();
    }

    /** Looks at the files while they are being written, too. */
    private boolean endsBefore(Death death, Process process) throws Exception {
        while (!hasHappened(death.since())) {
            if (process.waitFor(5, TimeUnit.MILLISECONDS)) {
                return true;
            }
        }
        for (int i = 0; i < LOOKS; i++) {
            if (process.waitFor(TimeUnit.MILLISECONDS.toMicros(death.millis()) / LOOKS, TimeUnit.MICROSECONDS)) {
                return true;
            }
            alerts.read();
            rejects.read();
        }
        return false;
    }

    private boolean hasHappened(Since since) throws IOException {
        return switch (since) {
            case START -> true;
            case RECOVERY -> hasGoneOn() || !known.containsAll(snapshotsBegun());
            case SNAPSHOT -> !known.containsAll(snapshotsBegun());
        };
    }

    private Set<Path> snapshotsBegun() throws IOException {
        if (!Files.exists(snapshots)) {
            return Set.of();
        }
        try (Stream<Path> entries = Files.list(snapshots)) {
            return entries.filter(Files::isDirectory).collect(Collectors.toSet());
        }
    }

    private Process start(int parallelism, int rate) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                FraudDetection.class.getName()));
        command.addAll(List.of("--input", input.toString()));
        command.addAll(List.of("--alerts", directory.resolve("alerts.jsonl").toString()));
        command.addAll(List.of("--rejects", directory.resolve("rejects.jsonl").toString()));
        command.addAll(List.of("--snapshots", snapshots.toString(), "--snapshot-interval", "PT0.03S"));
        command.addAll(List.of("--parallelism", String.valueOf(parallelism), "--rate", String.valueOf(rate)));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }
}
