package io.millrace.examples.tutorial;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.Pipeline;
import io.millrace.source.Sources;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** The programs of the tutorial do what it says. */
@ResourceLock(Resources.SYSTEM_OUT)
class TutorialTest {

    private static final int MINUTES = 40;
    private static final int PAGES = 4;
    private static final int REWARDS = 997 * 12;

    @TempDir
    private Path directory;

    @Test
    void shouldCountByPageAndMinute() throws IOException {
        assertThat(outputs("first")).containsExactlyInAnyOrderElementsOf(printed(FirstWindow::main));
    }

    @Test
    void shouldShowTheVisitThatIsTooLate() throws IOException {
        assertThat(outputs("late")).containsExactlyInAnyOrderElementsOf(printed(LateVisits::main));
    }

    @Test
    void shouldHaveEachResultOnceWhenTheJobIsKilledAndStartedAgain() throws IOException {
        try (Engine engine = Engine.withWorkers(2)) {
            try (Job job = start(engine)) {
                job.snapshot("some");
                job.cancel();
            }
            try (Job job = start(engine)) {
                assertThat(job.restoredFrom()).isPresent();
                job.join();
            }
        }
        List<String> counts = Files.readAllLines(directory.resolve("counts.txt"));
        List<String> rewards = Files.readAllLines(directory.resolve("rewards.txt"));
        assertThat(counts).hasSize(MINUTES * PAGES).doesNotHaveDuplicates();
        assertThat(rewards).hasSize(REWARDS).doesNotHaveDuplicates();
        assertThat(outputs("checks"))
                .containsExactly(
                        counts.size() + " counts.txt",
                        rewards.size() + " rewards.txt",
                        counts.size() + rewards.size() + " total",
                        "0",
                        String.valueOf(sumOfVisits(counts)));
    }

    @Test
    void shouldBePortable() {
        assertThat(shop().graph().unportable()).isEmpty();
    }

    private Job start(Engine engine) {
        return engine.start(shop(), Shop.options(directory));
    }

    private Pipeline shop() {
        return Shop.pipeline(Sources.generate(Shop::visit).count(Shop.VISITS), directory);
    }

    private static long sumOfVisits(List<String> counts) {
        return counts.stream()
                .mapToLong(line -> Long.parseLong(line.replaceAll(".*visits=(\\d+)]", "$1")))
                .sum();
    }

    /** The indented lines behind {@code <!-- output: NAME -->}. */
    private static List<String> outputs(String name) throws IOException {
        String page = Files.readString(Path.of("..", "docs", "tutorial.md"));
        String from = "<!-- output: " + name + " -->";
        assertThat(page).contains(from);
        String block = page.substring(page.indexOf(from) + from.length());
        return block.substring(0, block.indexOf("<!-- end output -->"))
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private static List<String> printed(Consumer<String[]> program) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream console = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            program.accept(new String[0]);
        } finally {
            System.setOut(console);
        }
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
