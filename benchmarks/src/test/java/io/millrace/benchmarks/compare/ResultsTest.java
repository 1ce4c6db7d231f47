package io.millrace.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.benchmarks.compare.Answer.Conditions;
import io.millrace.benchmarks.tool.Spread;
import io.millrace.benchmarks.workload.Outcome;
import io.millrace.benchmarks.workload.Stopwatch;
import io.millrace.benchmarks.workload.Workload;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {

    private static final Case HAND = new Case(Workload.TUMBLING, "hand", 1);
    private static final Case OURS = new Case(Workload.TUMBLING, "millrace", 2);

    private final Results results = new Results();

    @Test
    void shouldCompareWithinBlocks() {
        measured(0, HAND, 10);
        measured(0, OURS, 5);
        measured(1, OURS, 4);
        measured(1, HAND, 2);
        measured(2, OURS, 100);

        Spread ratio = results.ratio(OURS, HAND).orElseThrow();

        assertThat(ratio.middle()).isCloseTo(1, within(1e-9));
        assertThat(ratio.min()).isCloseTo(0.5, within(1e-9));
        assertThat(ratio.max()).isCloseTo(2, within(1e-9));
    }

    @Test
    void shouldHaveNoRatioWhenOneWasNotMeasured() {
        measured(0, HAND, 10);

        assertThat(results.ratio(OURS, HAND)).isEmpty();
        assertThat(results.speed(OURS)).isEmpty();
    }

    @Test
    void shouldShowHandBesideEveryParallelism() {
        measured(0, HAND, 10);
        measured(0, OURS, 5);
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        new Report(results, List.of("hand", "millrace"), List.of(1, 2))
                .print(Workload.TUMBLING, new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8)
                        .lines()
                        .map(line -> line.trim().replaceAll(" +", " ")))
                .containsExactly(
                        "",
                        "tumbling",
                        "system parallelism events M events/s min - max CPU ns/event x hand millrace is x",
                        "hand 1 1,000,000 10.0 10.0 - 10.0 200 1.00 (1.00 - 1.00) -",
                        "",
                        "hand 1 1,000,000 10.0 10.0 - 10.0 200 1.00 (1.00 - 1.00) 0.500 (0.500 - 0.500)",
                        "millrace 2 1,000,000 5.00 5.00 - 5.00 400 0.500 (0.500 - 0.500) 1.00 (1.00 - 1.00)");
    }

    @Test
    void shouldDrawHandAsALineAndNothingWithoutBars(@TempDir Path directory) throws Exception {
        measured(0, HAND, 10);
        SpeedChart chart = new SpeedChart(results, List.of("hand", "millrace", "peer"), List.of(1, 2));

        chart.write(Workload.TUMBLING, directory);
        assertThat(directory).isEmptyDirectory();

        measured(0, OURS, 0.005);
        chart.write(Workload.TUMBLING, directory);
        assertThat(directory.resolve("tumbling.svg")).content().contains("<svg");
    }

    @Test
    void shouldWriteColumnsInTheirOrder(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("results.csv");

        try (CsvLog log = CsvLog.create(file)) {
            log.write(new Measurement(
                    new Turn(0, OURS),
                    new Answer(
                            3_000_000,
                            new Stopwatch.Time(1.5, 2.4),
                            new Outcome(7, -8),
                            new Outcome(7, -8),
                            new Conditions(true, 0.042))));
        }

        assertThat(Files.readAllLines(file))
                .containsExactly(
                        "workload,system,parallelism,events,seconds,mevents_per_s,cpu_ns_per_event,results,checksum,"
                                + "steady,others",
                        "tumbling,millrace,2,3000000,1.500000,2.000000,800.000,7,-8,true,0.042");
    }

    @Test
    void shouldReadAnswersAsTheyWereWritten() {
        Answer answer = new Answer(
                5,
                new Stopwatch.Time(0.1, 0.2),
                new Outcome(1, Long.MIN_VALUE),
                new Outcome(2, -1),
                new Conditions(false, 0.25));

        assertThat(Answer.of(answer.line())).isEqualTo(answer);
    }

    @Test
    void shouldSayWhichFiguresSayLittle() {
        measured(0, HAND, 10, new Conditions(true, 0.09));
        measured(0, OURS, 5, new Conditions(true, 0.43));
        measured(1, OURS, 5, new Conditions(false, 0.01));
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        new Report(results, List.of("hand", "millrace"), List.of(1, 2))
                .printDoubts(new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "",
                        "Too busy or too cold to tell, 2 of 3 forks: measure again on a quiet machine",
                        "  tumbling by millrace, parallelism 2: others had 43 % of the processors",
                        "  tumbling by millrace, parallelism 2: others had 1 % of the processors; it was still getting faster");
    }

    @Test
    void shouldSayNothingWhereAllWasQuiet() {
        measured(0, HAND, 10);
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        new Report(results, List.of("hand"), List.of(1))
                .printDoubts(new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.size()).isZero();
    }

    private void measured(int block, Case what, double speed) {
        measured(block, what, speed, new Conditions(true, 0));
    }

    private void measured(int block, Case what, double speed, Conditions conditions) {
        Outcome outcome = new Outcome(1, 1);
        results.add(new Measurement(
                new Turn(block, what),
                new Answer(1_000_000, new Stopwatch.Time(1 / speed, 2 / speed), outcome, outcome, conditions)));
    }
}
