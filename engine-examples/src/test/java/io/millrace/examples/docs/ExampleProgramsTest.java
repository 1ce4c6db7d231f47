package io.millrace.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** The programs of the guides print what the guides say. */
@ResourceLock(Resources.SYSTEM_OUT)
class ExampleProgramsTest {

    @Test
    void shouldPrintTheHottestReadings() {
        assertThat(output(() -> Quickstart.main(new String[0])))
                .containsExactlyInAnyOrderElementsOf(ShownOutput.of("README.md", "quickstart"));
    }

    @Test
    void shouldCallBackWithSilentSensors() {
        assertThat(output(() -> PushReadings.main(new String[0])))
                .containsExactlyInAnyOrder(
                        "no news of Silence[sensor=cellar, since=2024-05-01T10:00:00Z]",
                        "no news of Silence[sensor=kitchen, since=2024-05-01T10:09:00Z]");
    }

    @Test
    void shouldNameTheOperatorAndTheEventThatFailed() {
        assertThat(output(() -> FailingParse.main(new String[0])))
                .containsExactly("operator 'parse' failed on thirteen: java.lang.NumberFormatException:"
                        + " For input string: \"thirteen\"");
    }

    @Test
    void shouldPrintTheBadEventAndKeepTheGoodOnes() {
        assertThat(output(() -> BadEvents.main(new String[0])))
                .containsExactly(
                        "parse\t\tjava.lang.NumberFormatException: For input string: \"thirteen\"\tthirteen",
                        "2 numbers");
    }

    @Test
    void shouldPrintWhatTheJobTellsAboutItself() {
        assertThat(output(() -> MeasuredJob.main(new String[0])))
                .startsWith("readings-0: 10000 in, 20000 out")
                .contains("late: 0")
                .anyMatch(line -> line.startsWith("p99: PT"));
    }

    @Test
    void shouldPrintWhatAnOperatorMeasures() throws IOException {
        assertThat(Files.readString(Path.of("..", "docs", "getting-started.md")))
                .contains("    " + String.join("\n    ", output(() -> GapMetrics.main(new String[0]))));
    }

    @Test
    void shouldExplainWhyThereIsNoResultAsTheGuideShows() throws IOException {
        assertThat(Files.readString(Path.of("..", "docs", "concepts", "why-no-result.md")))
                .contains(String.join("\n", output(() -> WhyNoResult.main(new String[0]))));
    }

    @Test
    void shouldPrintWhereEventsHaveGoneAsTheGuideShows() throws IOException {
        assertThat(Files.readString(Path.of("..", "docs", "guides", "ledger.md")))
                .contains(String.join("\n", output(() -> WhereEventsGo.main(new String[0]))));
    }

    @Test
    void shouldPrintThePipelineOfOwnOperatorsAsTheGuideShows() throws IOException {
        assertThat(Files.readString(Path.of("..", "docs", "guides", "operators.md")))
                .contains("    " + String.join("\n    ", output(() -> OwnOperators.main(new String[0]))));
    }

    @Test
    void shouldPrintWhatJoinsTellAsTheGuideShows() throws IOException {
        assertThat(Files.readString(Path.of("..", "docs", "guides", "joins.md")))
                .contains("    " + String.join("\n    ", output(() -> JoinKinds.main(new String[0]))));
    }

    private static List<String> output(Runnable program) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream console = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            program.run();
        } finally {
            System.setOut(console);
        }
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
