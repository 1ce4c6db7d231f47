package io.millrace.examples.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process of its own that gets a SIGTERM, as from a service manager. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no signals")
class ShutdownTest {

    private static final int SIGTERM_STATUS = 143;
    private static final int TRANSACTIONS = 20_000;
    private static final Pattern COUNT = Pattern.compile("(?m)^transactions: ([\\d,]+) in ");

    @TempDir
    Path directory;

    @Test
    void shouldTakeALastSnapshotAndSumUpOnSigterm() throws Exception {
        Path output = directory.resolve("output.txt");
        Process process = start(output, "--rate", "2000");
        try {
            awaitOutput(process, output);
            process.destroy();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(process.exitValue()).as(Files.readString(output)).isEqualTo(SIGTERM_STATUS);
        assertThat(Files.readString(output)).containsPattern("(?m)^alerts: HIGH_VALUE ");
        long before = transactions(output);
        assertThat(before).isPositive().isLessThan(TRANSACTIONS);

        Path later = directory.resolve("later.txt");
        Process next = start(later);
        assertThat(next.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(next.exitValue()).as(Files.readString(later)).isZero();
        assertThat(Files.readString(later)).contains("going on from snapshot 1");
        assertThat(before + transactions(later)).isEqualTo(TRANSACTIONS);
    }

    @Test
    void shouldSumUpOnSigtermWithoutSnapshots() throws Exception {
        Path output = directory.resolve("output.txt");
        Process process = start(output, false, "--rate", "2000");
        try {
            awaitOutput(process, output);
            process.destroy();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(process.exitValue()).as(Files.readString(output)).isEqualTo(SIGTERM_STATUS);
        assertThat(transactions(output)).isPositive().isLessThan(TRANSACTIONS);
    }

    @Test
    void shouldSumUpTheGeneratedLoadOnSigterm() throws Exception {
        Path output = directory.resolve("output.txt");
        Process process = run(output, List.of("--rate", "1000"));
        try {
            awaitOutput(process, output, "job 'load' runs");
            process.destroy();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(process.exitValue()).as(Files.readString(output)).isEqualTo(SIGTERM_STATUS);
        assertThat(Files.readString(output)).containsPattern("(?m)^  transactions: [\\d,]+ in ");
    }

    /** The first alerts have been printed. */
    private static void awaitOutput(Process process, Path output) throws Exception {
        awaitOutput(process, output, "HIGH_VALUE");
    }

    private static void awaitOutput(Process process, Path output, String text) throws Exception {
        while (!Files.readString(output).contains(text)) {
            assertThat(process.waitFor(5, TimeUnit.MILLISECONDS)).as("ended").isFalse();
        }
    }

    private static long transactions(Path output) throws IOException {
        return COUNT.matcher(Files.readString(output))
                .results()
                .map(MatchResult::group)
                .mapToLong(
                        line -> Long.parseLong(line.replaceAll("\\D+in $", "").replaceAll("\\D", "")))
                .sum();
    }

    private Process start(Path output, String... options) throws IOException {
        return start(output, true, options);
    }

    private Process start(Path output, boolean snapshots, String... options) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("--input", FraudData.csv().toString()));
        if (snapshots) {
            arguments.addAll(
                    List.of("--snapshots", directory.resolve("snapshots").toString()));
            arguments.addAll(List.of("--snapshot-interval", "PT1H"));
        }
        arguments.addAll(List.of(options));
        return run(output, arguments);
    }

    private static Process run(Path output, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                FraudDetection.class.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }
}
