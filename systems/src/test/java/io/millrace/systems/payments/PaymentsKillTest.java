package io.millrace.systems.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.servers.TestJvm;
import io.millrace.systems.common.Client;
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
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program as a process of its own, killed with payments under way, 3 times, or as often as {@code -Dmillrace.kills} says. Whatever it has answered it stands by, and all of it is what comes out
 * when the payments that it has kept are decided once more.
 */
class PaymentsKillTest {

    private static final int KILLS = Integer.getInteger("millrace.kills", 3);
    private static final int PRODUCERS = 4;
    private static final int USERS_OF_EACH = 3;
    private static final int PAYMENTS_PER_RULE = 40;
    private static final Pattern LISTENING = Pattern.compile("decided at (http://\\S+)/payments");
    private static final String[] COUNTRIES = {"GB", "DE", "FR"};

    @TempDir
    private Path directory;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, Outcome> answered = new ConcurrentHashMap<>();
    private volatile boolean enough;
    private volatile URI server;

    @Test
    @Timeout(value = 3, unit = TimeUnit.HOURS) // for as many kills as are asked for
    void shouldStandByWhatItHasAnsweredWhateverIsKilled() throws Exception {
        SplittableRandom random = new SplittableRandom(5);
        ExecutorService threads = Executors.newFixedThreadPool(PRODUCERS);
        Process process = start(0);
        try {
            List<Future<?>> producers = new ArrayList<>();
            for (int i = 0; i < PRODUCERS; i++) {
                int producer = i;
                producers.add(threads.submit(() -> produce(producer)));
            }
            for (int kill = 1; kill <= KILLS; kill++) {
                awaitAnswers(process, answered.size() + 50 + random.nextInt(150));
                process.destroyForcibly().waitFor();
                process = start(kill);
            }
            awaitAnswers(process, answered.size() + 100);
            enough = true;
            for (Future<?> each : producers) {
                each.get();
            }
            process.destroy();
            assertThat(process.waitFor()).as("stopped by SIGTERM").isEqualTo(143);
        } finally {
            process.destroyForcibly();
            threads.shutdownNow();
        }
        check(decisions());
    }

    private Process start(int life) throws Exception {
        Path log = directory.resolve("log-" + life);
        Process process = TestJvm.command(
                        TestJvm.SMALL,
                        "io.millrace.systems.Systems",
                        "payments",
                        "--port",
                        "0",
                        "--data",
                        directory.resolve("data").toString())
                .redirectOutput(log.toFile())
                .start();
        while (true) {
            boolean ended = process.waitFor(5, TimeUnit.MILLISECONDS);
            Matcher listening = LISTENING.matcher(Files.readString(log));
            if (listening.find()) {
                server = URI.create(listening.group(1));
                return process;
            }
            assertThat(ended).as(Files.readString(log)).isFalse();
        }
    }

    private void awaitAnswers(Process process, int count) throws InterruptedException {
        while (answered.size() < count) {
            assertThat(process.waitFor(2, TimeUnit.MILLISECONDS)).isFalse();
        }
    }

    private Void produce(int producer) throws Exception {
        SplittableRandom random = new SplittableRandom(producer);
        for (int i = 0; !enough; i++) {
            String user = "user-" + producer + "-" + random.nextInt(USERS_OF_EACH);
            Payment payment = new Payment(
                    "p" + producer + "-" + i,
                    user,
                    1 + random.nextInt(20_000),
                    COUNTRIES[random.nextInt(COUNTRIES.length)]);
            answered.put(payment.id(), Client.JSON.readValue(untilTaken("/payments", payment), Outcome.class));
            if (producer == 0 && i % PAYMENTS_PER_RULE == 0) {
                untilTaken("/rules", new Rule("burst", Measure.PAYMENTS, 5 + i, Action.BLOCK));
            }
        }
        return null;
    }

    /** Posts the same again until it is answered, as a client does that has heard nothing. */
    private String untilTaken(String path, Object body) throws InterruptedException {
        while (true) {
            HttpRequest request = HttpRequest.newBuilder(server.resolve(path))
                    .timeout(Duration.ofSeconds(20))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(Client.JSON.writeValueAsString(body)))
                    .build();
            try {
                HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() / 100 == 2) {
                    return response.body();
                }
                assertThat(response.statusCode()).as(response.body()).isGreaterThanOrEqualTo(500);
            } catch (IOException e) {
                LockSupport.parkNanos(1_000_000); // nobody listens
            }
        }
    }

    private List<Decision> decisions() throws IOException {
        return Files.readAllLines(directory.resolve("data").resolve(PaymentsSystem.LOG)).stream()
                .map(line -> Client.JSON.readValue(line, Decision.class))
                .toList();
    }

    private void check(List<Decision> decisions) {
        Map<String, Outcome> kept =
                decisions.stream().collect(Collectors.toMap(Decision::paymentId, Decision::outcome));
        assertThat(answered).isNotEmpty();
        assertThat(kept)
                .as("each payment is decided once, and as it was answered")
                .isEqualTo(answered);
        PaymentsOracle oracle = new PaymentsOracle();
        assertThat(decisions)
                .allSatisfy(decision ->
                        assertThat(oracle.decide(decision.evidence())).isEqualTo(decision));
        assertThat(decisions)
                .extracting(each -> each.outcome().action())
                .contains(Action.ALLOW, Action.REVIEW, Action.BLOCK);
        assertRulesNeverGoBack(decisions);
    }

    /** Limits were posted in rising order. */
    private static void assertRulesNeverGoBack(List<Decision> decisions) {
        Map<String, Double> latest = new HashMap<>();
        for (Decision decision : decisions) {
            double limit = decision.evidence().rules().stream()
                    .filter(rule -> rule.id().equals("burst"))
                    .mapToDouble(Rule::above)
                    .findFirst()
                    .orElseThrow();
            assertThat(limit).isGreaterThanOrEqualTo(latest.getOrDefault(decision.user(), 0.0));
            latest.put(decision.user(), limit);
        }
        assertThat(latest.values()).as("rules that were posted were seen").anyMatch(limit -> limit > 5);
    }
}
