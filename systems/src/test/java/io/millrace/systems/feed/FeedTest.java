package io.millrace.systems.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.source.Sources;
import io.millrace.systems.common.Client;
import io.millrace.systems.feed.FeedPipeline.Feed;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feeds, against a query over all that was said. */
class FeedTest {

    private static final Path PAGE = Path.of("..", "docs", "systems", "feed.md");

    @TempDir
    private Path data;

    @Test
    void shouldShowWhatAQueryOverAllGivesWhateverCrashes() {
        Seeds.check(5, seed -> {
            Said said = Said.of(seed);
            Simulation run = Simulation.of(FeedPipeline.of(new FeedPipeline.Inputs(
                            Sources.collection(said.connections()),
                            Sources.collection(said.posts()),
                            Sources.collection(said.reactions()))))
                    .seed(seed)
                    .parallelism(1 + (int) (seed % 3))
                    .snapshots(Duration.ofMillis(20))
                    .steps((int) (50 + seed * 37));
            if (!run.state().isTerminal()) {
                run.crashAndRestore();
            }
            run.run();
            Map<String, Feed> shown = new TreeMap<>();
            run.view(FeedPipeline.VIEW, String.class, Feed.class).forEach(shown::put);
            assertThat(shown).isEqualTo(said.feeds());
            assertThat(shown).isNotEmpty();
        });
    }

    @Test
    void shouldSayWhatThePageShowsAndKnowItInALaterProcess() throws Exception {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (FeedSystem system = new FeedSystem(data, 0)) {
            new Story(system.uri(), new PrintStream(said, true, StandardCharsets.UTF_8)).run();
        }
        assertThat(Files.readString(PAGE).lines())
                .as("what the program says now:%n%s", said.toString(StandardCharsets.UTF_8))
                .containsAll(said.toString(StandardCharsets.UTF_8).lines().toList());
        try (FeedSystem system = new FeedSystem(data, 0);
                Stream<String> feed = new Client(system.uri()).events("/feeds?key=ada")) {
            assertThat(feed.anyMatch(row -> row.contains("\"I know a trick.\"")))
                    .isTrue();
        }
    }

    @Test
    void shouldLetGoOfWhatItKeepsWhenItCannotListen() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> new FeedSystem(data, taken.getLocalPort())).hasMessageContaining("cannot listen");
        }
        new FeedSystem(data, 0).close();
    }
}
