package io.millrace.systems.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.systems.KilledProgram;
import io.millrace.systems.common.Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private static final String[] COUNTRIES = {"GB", "DE", "FR"};

    @TempDir
    private Path directory;

    private final Map<String, Outcome> answered = new ConcurrentHashMap<>();
    private volatile boolean enough;

    @Test
    @Timeout(value = 3, unit = TimeUnit.HOURS) // for as many kills as are asked for
    void shouldStandByWhatItHasAnsweredWhateverIsKilled() throws Exception {
        SplittableRandom random = new SplittableRandom(5);
        ExecutorService threads = Executors.newFixedThreadPool(PRODUCERS);
        try (KilledProgram program = new KilledProgram(directory, "decided at (http://\\S+)/payments", "payments")) {
            program.start();
            List<Future<?>> producers = new ArrayList<>();
            for (int i = 0; i < PRODUCERS; i++) {
                int producer = i;
                producers.add(threads.submit(() -> produce(program, producer)));
            }
            for (int kill = 1; kill <= KILLS; kill++) {
                awaitAnswers(program, 50 + random.nextInt(150));
                program.kill();
                program.start();
            }
            awaitAnswers(program, 100);
            enough = true;
            for (Future<?> each : producers) {
                each.get();
            }
            program.stop();
        } finally {
            threads.shutdownNow();
        }
        check(decisions());
    }

    private void awaitAnswers(KilledProgram program, int more) throws Exception {
        int count = answered.size() + more;
        program.await(() -> answered.size() >= count);
    }

    private Void produce(KilledProgram program, int producer) throws Exception {
        SplittableRandom random = new SplittableRandom(producer);
        for (int i = 0; !enough; i++) {
            String user = "user-" + producer + "-" + random.nextInt(USERS_OF_EACH);
            Payment payment = new Payment(
                    "p" + producer + "-" + i,
                    user,
                    1 + random.nextInt(20_000),
                    COUNTRIES[random.nextInt(COUNTRIES.length)]);
            answered.put(payment.id(), Client.JSON.readValue(program.untilTaken("/payments", payment), Outcome.class));
            if (producer == 0 && i % PAYMENTS_PER_RULE == 0) {
                program.untilTaken("/rules", new Rule("burst", Measure.PAYMENTS, 5 + i, Action.BLOCK));
            }
        }
        return null;
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
