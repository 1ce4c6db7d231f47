package io.millrace.window.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.snapshot.Snapshot;
import io.millrace.testing.Simulation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What any version of the format has written can be read, and gone on from, by this one. */
@Tag("machine")
class GoldenSnapshotsTest {

    private static final List<String> NAMES = List.of("whole", "delta", "second-delta");
    private static final List<Integer> PARALLELISMS = List.of(1, 2, 3);

    @Test
    void shouldReadTheSnapshotsOfEachVersion() throws Exception {
        assertThat(Corpus.versions()).isNotEmpty();
        for (Path version : Corpus.versions()) {
            for (String name : NAMES) {
                Snapshot snapshot = Snapshot.open(version.resolve("snapshots"), name);
                assertThat(Corpus.contents(snapshot))
                        .as("%s of %s", name, version)
                        .isEqualTo(Files.readAllLines(version.resolve(name + "-contents.txt")));
            }
        }
    }

    @Test
    void shouldGoOnFromTheSnapshotsOfEachVersion() throws Exception {
        for (Path version : Corpus.versions()) {
            for (int i = 0; i < NAMES.size(); i++) {
                String name = NAMES.get(i);
                List<String> expected = Files.readAllLines(version.resolve(name + "-results.txt"));
                Simulation run = Corpus.restored(version, name).parallelism(PARALLELISMS.get(i));
                assertThat(Corpus.results(run.run()))
                        .as("after %s of %s, with parallelism %s", name, version, PARALLELISMS.get(i))
                        .isEqualTo(expected);
            }
        }
    }
}
