package io.millrace.window.golden;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.snapshot.Snapshot;
import io.millrace.snapshot.Snapshots;
import io.millrace.testing.Simulation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Writes the corpus of a version of the format: {@code -Dmillrace.golden=v2 -Dtest=GoldenGeneratorTest}. What is there
 * already is never written again.
 */
@Tag("machine")
class GoldenGeneratorTest {

    @Test
    @EnabledIfSystemProperty(named = "millrace.golden", matches = "v\\d+")
    void shouldWriteSnapshotsThatLaterVersionsHaveToRead() throws Exception {
        Path version = Corpus.ROOT.resolve(System.getProperty("millrace.golden"));
        assertThat(version).doesNotExist();
        Simulation all = Simulation.of(GoldenJob.pipeline()).parallelism(3).run();
        Simulation run = Simulation.of(GoldenJob.pipeline()).parallelism(2).seed(11);
        run.snapshots(Snapshots.in(() -> new NamedOnly(run.disk()), "the corpus")
                .onDemand()
                .keep(1));
        List<List<String>> before = new ArrayList<>();
        for (String name : List.of("whole", "delta", "second-delta")) {
            run.advance(ofMillis(name.equals("whole") ? 1_500 : 150));
            run.snapshot(name);
            before.add(Corpus.results(run));
        }
        Corpus.copy(run.disk(), version.resolve("snapshots"));
        for (Snapshot snapshot : Snapshot.list(version.resolve("snapshots"))) {
            String name = snapshot.name().orElseThrow();
            List<String> after = Corpus.results(Corpus.restored(version, name).run());
            List<String> together = new ArrayList<>(before.remove(0));
            together.addAll(after);
            assertThat(together).as(name).containsExactlyInAnyOrderElementsOf(Corpus.results(all));
            Files.write(version.resolve(name + "-results.txt"), after);
            Files.write(version.resolve(name + "-contents.txt"), Corpus.contents(snapshot));
        }
    }
}
