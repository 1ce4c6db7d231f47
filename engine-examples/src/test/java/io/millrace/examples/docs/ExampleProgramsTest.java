package io.millrace.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.examples.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The programs of the guides print what the guides say. */
class ExampleProgramsTest {

    @Test
    void shouldPrintTheHottestReadings() {
        assertThat(Console.linesOf(() -> Quickstart.main(new String[0])))
                .containsExactlyInAnyOrderElementsOf(ShownOutput.of("README.md", "quickstart"));
    }

    @Test
    void shouldCallBackWithSilentSensors() {
        assertThat(Console.linesOf(() -> PushReadings.main(new String[0])))
                .containsExactlyInAnyOrder(
                        "no news of Silence[sensor=cellar, since=2024-05-01T10:00:00Z]",
                        "no news of Silence[sensor=kitchen, since=2024-05-01T10:09:00Z]");
    }

    @Test
    void shouldNameTheOperatorAndTheEventThatFailed() {
        assertThat(Console.linesOf(() -> FailingParse.main(new String[0])))
                .containsExactly("operator 'parse' failed on thirteen: java.lang.NumberFormatException:"
                        + " For input string: \"thirteen\"");
    }

    @Test
    void shouldPrintTheBadEventAndKeepTheGoodOnes() {
        assertThat(Console.linesOf(() -> BadEvents.main(new String[0])))
                .containsExactly(
                        "parse\t\tjava.lang.NumberFormatException: For input string: \"thirteen\"\tthirteen",
                        "2 numbers");
    }

    @Test
    void shouldPrintWhatTheJobTellsAboutItself() {
        assertThat(Console.linesOf(() -> MeasuredJob.main(new String[0])))
                .startsWith("readings-0: 10000 in, 20000 out")
                .contains("late: 0")
                .anyMatch(line -> line.startsWith("p99: PT"));
    }

    @Test
    void shouldPrintWhatAnOperatorMeasures() throws IOException {
        assertThat(Files.readString(Path.of("..", "docs", "getting-started.md")))
                .contains("    " + String.join("\n    ", Console.linesOf(() -> GapMetrics.main(new String[0]))));
    }

    @Test
    void shouldExplainWhyThereIsNoResultAsTheGuideShows() throws IOException {
        assertThat(Files.readString(Path.of("..", "docs", "concepts", "why-no-result.md")))
                .contains(String.join("\n", Console.linesOf(() -> WhyNoResult.main(new String[0]))));
    }

    @Test
    void shouldPrintWhereEventsHaveGoneAsTheGuideShows() throws IOException {
        assertThat(Files.readString(Path.of("..", "docs", "guides", "ledger.md")))
                .contains(String.join("\n", Console.linesOf(() -> WhereEventsGo.main(new String[0]))));
    }

    @Test
    void shouldPrintThePipelineOfOwnOperatorsAsTheGuideShows() throws IOException {
        assertThat(Files.readString(Path.of("..", "docs", "guides", "operators.md")))
                .contains("    " + String.join("\n    ", Console.linesOf(() -> OwnOperators.main(new String[0]))));
    }

    @Test
    void shouldPrintWhatJoinsTellAsTheGuideShows() throws IOException {
        assertThat(Files.readString(Path.of("..", "docs", "guides", "joins.md")))
                .contains("    " + String.join("\n    ", Console.linesOf(() -> JoinKinds.main(new String[0]))));
    }
}
