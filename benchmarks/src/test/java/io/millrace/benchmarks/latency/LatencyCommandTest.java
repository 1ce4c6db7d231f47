package io.millrace.benchmarks.latency;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatencyCommandTest {

    private static final int DIGITS = 3;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--systems nobody | there is no system nobody; there are hand",
                "--systems hand   | hand takes no part in the comparison of latencies",
                "--asked --systems hand-best | hand-best takes no part in the comparison of latencies",
                "--rate 0         | --rate must be at least 1, but is [0]",
                "--rate fast      | Invalid value for option '--rate'",
                "--seconds 0      | --seconds must be at least 1, but is 0",
                "--warm-up -1     | --warm-up must be at least 0, but is -1",
                "--runs 0         | --runs must be at least 1, but is 0",
            })
    void shouldRefuseCommandLinesWithOneLine(String arguments, String message) {
        int status = LatencyCommand.execute(arguments.split(" "), stream(out), stream(err));

        assertThat(status).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .singleElement()
                .satisfies(line -> assertThat(line).contains(message));
    }

    @Test
    void shouldReadWhatToMeasureAsItWasWritten() {
        Pace pace = new Pace("millrace", 1_000, 2, 3, true, 200_000);
        List<String> arguments = new ArrayList<>(List.of("answer"));
        arguments.addAll(pace.arguments());

        assertThat(Pace.of(arguments.toArray(String[]::new))).isEqualTo(pace);
    }

    @Test
    void shouldReadHistogramsAsTheyWereWritten() {
        Histogram written = new ConcurrentHistogram(1_000_000_000, DIGITS);
        written.recordValue(5);
        written.recordValueWithCount(70_000, 3);

        assertThat(Percentiles.decode(Percentiles.encode(written))).isEqualTo(written);
        for (List<String> why : List.of(List.<String>of(), List.of("2 spells:", "  1 ms pause"))) {
            assertThat(Paced.of(new Paced(written, why).line().strip())).isEqualTo(new Paced(written, why));
        }
    }

    @Test
    void shouldShowMicroseconds(@TempDir Path directory) throws Exception {
        Latencies latencies = new Latencies(1_000, "it is due until it is seen", List.of("millrace"));
        Histogram nanos = new Histogram(DIGITS);
        nanos.recordValueWithCount(2_000, 999);
        nanos.recordValueWithCount(1_000_000, 1);
        latencies.add("millrace", nanos);

        latencies.print(stream(out));
        latencies.draw(directory);

        assertThat(out.toString(StandardCharsets.UTF_8)
                        .lines()
                        .map(line -> line.trim().replaceAll(" +", " ")))
                .endsWith("millrace 1,000 2.00 2.00 2.00 2.00 1000 1000");
        assertThat(directory.resolve("latency-1000.svg")).content().contains("<svg");
    }

    @Test
    void shouldShowMediansOfSeveralRunsAndTheirRange() {
        Latencies latencies = new Latencies(1_000, "it is due until it is seen", List.of("millrace"));
        for (long nanos : new long[] {3_000, 1_000_000, 2_000}) {
            Histogram run = new Histogram(DIGITS);
            run.recordValueWithCount(nanos, 1_000);
            latencies.add("millrace", run);
        }

        latencies.print(stream(out));

        String range = " 2.00 - 1000".repeat(Percentiles.SHOWN.size());
        assertThat(out.toString(StandardCharsets.UTF_8)
                        .lines()
                        .map(line -> line.trim().replaceAll(" +", " ")))
                .endsWith("millrace 3,000" + " 3.00".repeat(Percentiles.SHOWN.size()), "3 runs" + range);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
