package io.millrace.examples.tutorial;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.examples.Console;
import io.millrace.examples.docs.ShownOutput;
import io.millrace.source.GeneratorSource;
import io.millrace.source.Source;
import io.millrace.source.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs of the tutorial do what it says. */
class TutorialTest {

    private static final String PAGE = "docs/tutorial.md";
    private static final int MINUTES = 40;
    private static final int PAGES = 4;
    private static final int REWARDS = 997 * 12;

    @TempDir
    private Path directory;

    @Test
    void shouldCountByPageAndMinute() {
        assertThat(ShownOutput.of(PAGE, "first")).containsExactlyInAnyOrderElementsOf(printed(FirstWindow::main));
    }

    @Test
    void shouldShowTheVisitThatIsTooLate() {
        assertThat(ShownOutput.of(PAGE, "late")).containsExactlyInAnyOrderElementsOf(printed(LateVisits::main));
    }

    @Test
    void shouldHaveEachResultOnceWhenTheJobIsBrokenOffAndStartedAgain() throws IOException {
        try (Engine engine = Engine.withWorkers(2)) {
            try (Job job = start(engine, visits().rate(1_000))) {
                job.snapshot("some");
                job.cancel();
            }
            try (Job job = start(engine, visits())) {
                assertThat(job.restoredFrom()).isPresent();
                job.join();
            }
        }
        List<String> counts = Files.readAllLines(directory.resolve("counts.txt"));
        List<String> rewards = Files.readAllLines(directory.resolve("rewards.txt"));
        assertThat(counts).hasSize(MINUTES * PAGES).doesNotHaveDuplicates();
        assertThat(rewards).hasSize(REWARDS).doesNotHaveDuplicates();
        assertThat(ShownOutput.of(PAGE, "checks"))
                .containsExactly(
                        counts.size() + " counts.txt",
                        rewards.size() + " rewards.txt",
                        counts.size() + rewards.size() + " total",
                        "0",
                        String.valueOf(sumOfVisits(counts)));
    }

    @Test
    void shouldBePortable() {
        assertThat(Shop.pipeline(visits(), directory).graph().unportable()).isEmpty();
    }

    private Job start(Engine engine, Source<Visit> visits) {
        return engine.start(Shop.pipeline(visits, directory), Shop.options(directory));
    }

    private static GeneratorSource<Visit> visits() {
        return Sources.<Visit>generate(Shop::visit).count(Shop.VISITS);
    }

    private static long sumOfVisits(List<String> counts) {
        return counts.stream()
                .mapToLong(line -> Long.parseLong(line.replaceAll(".*visits=(\\d+)]", "$1")))
                .sum();
    }

    private static List<String> printed(Consumer<String[]> program) {
        return Console.linesOf(() -> program.accept(new String[0]));
    }
}
