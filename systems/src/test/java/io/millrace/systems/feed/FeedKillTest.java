package io.millrace.systems.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.systems.KilledProgram;
import io.millrace.systems.common.Client;
import io.millrace.systems.feed.FeedPipeline.Feed;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program as a process of its own, killed with posts under way, 3 times, or as often as {@code -Dmillrace.kills} says. In the end each feed is what a query over all that was taken gives, and it is once more when the program has
 * been killed again.
 */
class FeedKillTest {

    private static final int KILLS = Integer.getInteger("millrace.kills", 3);

    @TempDir
    private Path directory;

    private final AtomicInteger taken = new AtomicInteger();

    @Test
    @Timeout(value = 3, unit = TimeUnit.HOURS) // for as many kills as are asked for
    void shouldHaveTheFeedsOfAllThatWasTakenWhateverIsKilled() throws Exception {
        SplittableRandom random = new SplittableRandom(5);
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try (KilledProgram program = new KilledProgram(directory, "kept at (http://\\S+)/feeds", "feed")) {
            Said all = new Said(List.of(), List.of(), List.of());
            program.start();
            for (int kill = 1; kill <= KILLS; kill++) {
                Said next = Said.of(kill);
                sayAll(program, next, threads, 20 + random.nextInt(200));
                all = all.and(next);
            }
            awaitFeeds(program, all);
            program.kill();
            program.start();
            awaitFeeds(program, all);
            program.stop();
        } finally {
            threads.shutdownNow();
        }
    }

    /** Kills the program when it has taken some of that. */
    private void sayAll(KilledProgram program, Said said, ExecutorService threads, int takenBefore) throws Exception {
        int wanted = taken.get() + takenBefore;
        List<Future<?>> members = List.of(
                threads.submit(() -> say(program, "/connections", said.connections())),
                threads.submit(() -> say(program, "/posts", said.posts())),
                threads.submit(() -> say(program, "/reactions", said.reactions())));
        program.await(() -> taken.get() >= wanted);
        program.kill();
        program.start();
        for (Future<?> member : members) {
            member.get();
        }
    }

    /** What is said again by the same member takes the place of what was said before, so it may be said twice. */
    private Void say(KilledProgram program, String path, List<?> events) throws InterruptedException {
        for (Object event : events) {
            program.untilTaken(path, event);
            taken.incrementAndGet();
        }
        return null;
    }

    private static void awaitFeeds(KilledProgram program, Said all) throws Exception {
        Map<String, Feed> wanted = all.feeds();
        assertThat(wanted).isNotEmpty();
        Client client = new Client(program.server());
        program.await(() -> feeds(client).equals(wanted));
    }

    private record Rows(List<Row> rows) {}

    private record Row(String key, Feed row) {}

    private static Map<String, Feed> feeds(Client client) {
        Map<String, Feed> feeds = new TreeMap<>();
        Client.JSON
                .readValue(client.get("/feeds").body(), Rows.class)
                .rows()
                .forEach(each -> feeds.put(each.key(), each.row()));
        return feeds;
    }
}
