package io.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.servers.TestJvm;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that takes events is killed now and then, 3 times, or as often as {@code -Dmillrace.kills} says. */
@Tag("machine")
class HttpKillTest {

    private static final int KILLS = Integer.getInteger("millrace.kills", 3);
    private static final int PRODUCERS = 4;

    @TempDir
    private Path directory;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** The bodies that were acknowledged, and those of which nobody knows. */
    private final Set<List<String>> acknowledged = ConcurrentHashMap.newKeySet();

    private final Set<List<String>> doubtful = ConcurrentHashMap.newKeySet();
    private final Set<List<String>> retried = ConcurrentHashMap.newKeySet();
    private final AtomicInteger posted = new AtomicInteger();
    private volatile boolean enough;
    private volatile int port;

    @Test
    @Timeout(value = 3, unit = TimeUnit.HOURS) // for as many kills as are asked for
    void shouldHaveAllThatWasAcknowledgedOnceWhateverIsKilled() throws Exception {
        SplittableRandom random = new SplittableRandom(3);
        ExecutorService threads = Executors.newFixedThreadPool(PRODUCERS);
        Process process = start(1);
        try {
            List<Future<?>> producers = new ArrayList<>();
            for (int i = 0; i < PRODUCERS; i++) {
                int producer = i;
                producers.add(threads.submit(() -> produce(producer)));
            }
            for (int kill = 0; kill < KILLS; kill++) {
                int until = posted.get() + 20 + random.nextInt(100);
                while (posted.get() < until) {
                    assertThat(process.waitFor(2, TimeUnit.MILLISECONDS))
                            .as(log())
                            .isFalse();
                }
                process.destroyForcibly().waitFor();
                process = start(1 + random.nextInt(3));
            }
            enough = true;
            for (Future<?> each : producers) {
                each.get();
            }
            process.getOutputStream().close();
            assertThat(process.waitFor()).as(log()).isZero();
        } finally {
            process.destroyForcibly();
            threads.shutdownNow();
        }
        check();
    }

    private Process start(int parallelism) throws Exception {
        Path told = directory.resolve("port");
        Files.deleteIfExists(told);
        Process process = TestJvm.command(
                        TestJvm.SMALL, HttpProgram.class.getName(), directory.toString(), String.valueOf(parallelism))
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        while (!Files.exists(told)) {
            assertThat(process.waitFor(5, TimeUnit.MILLISECONDS)).as(log()).isFalse();
        }
        port = Integer.parseInt(Files.readString(told));
        return process;
    }

    private String log() {
        try {
            return Files.readString(directory.resolve("log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private Void produce(int producer) throws Exception {
        SplittableRandom random = new SplittableRandom(producer);
        for (int request = 0; !enough; request++) {
            String name = "p" + producer + "r" + request;
            int count = 1 + random.nextInt(20);
            if (producer % 2 == 0) {
                List<String> ids = ids(name, count);
                (postOnce("/plain", ids, null) ? acknowledged : doubtful).add(ids);
            } else {
                while (!postOnce("/once", ids("any", count), name)) {
                    // The same again.
                }
                retried.add(ids(name, count));
            }
        }
        return null;
    }

    private static List<String> ids(String name, int count) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(name + "/" + i);
        }
        return ids;
    }

    /** Returns whether it is known to be there. */
    private boolean postOnce(String path, List<String> ids, String key) throws InterruptedException {
        String body = ids.stream().map(id -> "{\"id\":\"" + id + "\"}").collect(Collectors.joining("\n"));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            posted.incrementAndGet();
            return response.statusCode() == 202;
        } catch (IOException e) {
            return false;
        }
    }

    private void check() throws IOException {
        Map<String, Integer> plain = counts("plain.txt");
        assertThat(acknowledged).isNotEmpty();
        assertThat(acknowledged)
                .allSatisfy(ids ->
                        assertThat(ids).allSatisfy(id -> assertThat(plain).containsEntry(id, 1)));
        assertThat(doubtful)
                .allSatisfy(ids -> assertThat(ids.stream()
                                .map(id -> plain.getOrDefault(id, 0))
                                .distinct())
                        .as("all or none, once: " + ids)
                        .hasSize(1)
                        .isSubsetOf(0, 1));
        Map<String, Integer> once = counts("once.txt");
        assertThat(retried).isNotEmpty();
        assertThat(retried)
                .allSatisfy(
                        ids -> assertThat(ids).allSatisfy(id -> assertThat(once).containsEntry(id, 1)));
        assertThat(once).hasSize(retried.stream().mapToInt(List::size).sum());
    }

    private Map<String, Integer> counts(String file) throws IOException {
        Map<String, Integer> counts = new HashMap<>();
        Files.readAllLines(directory.resolve(file)).forEach(id -> counts.merge(id, 1, Integer::sum));
        return counts;
    }
}
