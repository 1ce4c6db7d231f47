package io.millrace.systems.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.source.Sources;
import io.millrace.systems.common.Client;
import io.millrace.systems.feed.FeedPipeline.Feed;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feeds, against a query over all that was said. */
class FeedTest {

    private static final Path PAGE = Path.of("..", "docs", "systems", "feed.md");
    private static final String[] MEMBERS = {"ada", "bob", "cid", "dan", "eve", "fay"};
    private static final int POSTS = 60;
    private static final long HOUR = 3_600_000;

    @TempDir
    private Path data;

    @Test
    void shouldShowWhatAQueryOverAllGivesWhateverCrashes() {
        Seeds.check(5, seed -> {
            Said said = new Said(seed);
            Simulation run = Simulation.of(FeedPipeline.of(new FeedPipeline.Inputs(
                            Sources.collection(said.connections),
                            Sources.collection(said.posts),
                            Sources.collection(said.reactions))))
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

    /** What members have done. */
    private static final class Said {

        final List<Connection> connections = new ArrayList<>();
        final List<Post> posts = new ArrayList<>();
        final List<Reaction> reactions = new ArrayList<>();

        Said(long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < POSTS; i++) {
                posts.add(new Post("p" + i, any(random, MEMBERS), "text " + i, random.nextLong(24 * HOUR)));
            }
            for (int i = 0; i < 5 * POSTS; i++) {
                reactions.add(new Reaction(
                        "p" + random.nextInt(POSTS),
                        any(random, MEMBERS),
                        any(random, Reaction.Kind.values()),
                        random.nextInt(4) == 0));
            }
            for (int i = 0; i < POSTS; i++) {
                connections.add(new Connection(any(random, MEMBERS), any(random, MEMBERS), random.nextInt(3) != 0));
            }
        }

        @SafeVarargs
        private static <T> T any(SplittableRandom random, T... all) {
            return all[random.nextInt(all.length)];
        }

        Map<String, Feed> feeds() {
            Map<Connection.Pair, Connection> latest = new LinkedHashMap<>();
            connections.forEach(each -> latest.put(each.pair(), each));
            Map<String, Feed> feeds = new TreeMap<>();
            for (String member : MEMBERS) {
                List<Ranked> ranked = posts.stream()
                        .filter(post -> latest.values().stream()
                                .anyMatch(each -> each.follows()
                                        && each.member().equals(member)
                                        && each.author().equals(post.author())))
                        .map(post -> new Ranked(post, weight(post)))
                        .sorted(Ranked.BEST_FIRST)
                        .limit(FeedPipeline.MOST)
                        .toList();
                if (!ranked.isEmpty()) {
                    feeds.put(member, new Feed(ranked));
                }
            }
            return feeds;
        }

        private long weight(Post post) {
            Map<Reaction.Slot, Reaction> latest = new LinkedHashMap<>();
            reactions.stream()
                    .filter(each -> each.post().equals(post.id()))
                    .forEach(each -> latest.put(each.slot(), each));
            return latest.values().stream()
                    .filter(each -> !each.taken())
                    .mapToLong(Reaction::weight)
                    .sum();
        }
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
}
