package io.millrace.examples.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Pipeline;
import io.millrace.architecture.Serialized;
import io.millrace.graph.Graph;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.state.testing.DiskFaults;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FraudPipelineTest {

    private static final int SEEDS_OF_THE_WHOLE_FILE = 20;
    private static final int SEEDS_OF_CRASHES = 40;
    private static final int PREFIX = 2_000;
    private static final int SEEDS_OF_THE_PREFIX = Integer.getInteger("millrace.seeds", 1_000);

    @Test
    void shouldRaiseThreeAlertsInTheScenario() {
        Instant start = Instant.parse("2024-01-15T10:00:00Z");
        Instant time = Instant.parse("2024-01-15T10:03:00Z");
        for (int seed = 0; seed < 50; seed++) {
            assertThat(alerts(Scenario.TRANSACTIONS, seed))
                    .as("seed %d", seed)
                    .containsExactlyInAnyOrder(
                            new Alert.HighValue(
                                    "U2", "T5", Instant.parse("2024-01-15T10:04:00Z"), BigDecimal.valueOf(1500)),
                            new Alert.HighVelocity("U1", "T4", time, start, start.plus(Duration.ofMinutes(5)), 4),
                            new Alert.MultipleCountries(
                                    "U1", "T4", time, start, time.plus(Duration.ofHours(1)), List.of("UK", "US")));
        }
    }

    @Test
    void shouldNotRaiseAnAlertOfExactlyAThousand() {
        Transaction exactly = transaction("T1", "US", "2024-01-15T10:00:00Z", "1000.00");
        Transaction more = transaction("T2", "US", "2024-01-15T10:00:00Z", "1000.01");
        assertThat(alerts(List.of(exactly, more), 1))
                .extracting(Alert::transaction)
                .containsExactly("T2");
    }

    @Test
    void shouldTakeExactlyAnHourForOneSession() {
        Transaction first = transaction("T1", "US", "2024-01-15T10:00:00Z", "1");
        Transaction hourLater = transaction("T2", "UK", "2024-01-15T11:00:00Z", "1");
        Transaction more = transaction("T3", "US", "2024-01-15T12:00:00.001Z", "1");
        assertThat(alerts(List.of(first, hourLater, more), 1))
                .extracting(Alert::transaction)
                .containsExactly("T2");
    }

    @Test
    void shouldRaiseNoThirdAlertWhenAStragglerJoinsSessionsThatHaveEach() {
        List<Transaction> transactions = List.of(
                transaction("T1", "US", "2024-01-15T10:00:00.000Z", "1"),
                transaction("T2", "UK", "2024-01-15T10:00:00.000Z", "1"),
                transaction("T3", "US", "2024-01-15T11:00:00.010Z", "1"),
                transaction("T4", "UK", "2024-01-15T11:00:00.010Z", "1"),
                transaction("T5", "DE", "2024-01-15T11:00:00.000Z", "1"));
        assertThat(alerts(transactions, 1)).extracting(Alert::transaction).containsExactly("T2", "T4");
    }

    @Test
    void shouldNameTheStragglerThatJoinsSessionsOfDifferentCountries() {
        List<Transaction> transactions = List.of(
                transaction("T1", "US", "2024-01-15T10:00:00.000Z", "1"),
                transaction("T2", "UK", "2024-01-15T11:00:00.010Z", "1"),
                transaction("T3", "US", "2024-01-15T11:00:00.000Z", "1"));
        assertThat(alerts(transactions, 1))
                .containsExactly(new Alert.MultipleCountries(
                        "U1",
                        "T3",
                        Instant.parse("2024-01-15T11:00:00.000Z"),
                        Instant.parse("2024-01-15T10:00:00.000Z"),
                        Instant.parse("2024-01-15T12:00:00.010Z"),
                        List.of("UK", "US")));
    }

    @Test
    void shouldHandOutWhatIsLateWithTheRuleThatMissedIt() {
        List<Transaction> transactions = IntStream.range(0, 1_000)
                .mapToObj(i ->
                        transaction("T" + i, "US", i == 900 ? "2024-01-14T10:00:00Z" : "2024-01-15T10:00:00Z", "1"))
                .toList();
        Pipeline pipeline = Pipeline.create("fraud");
        FraudPipeline.Findings findings = FraudPipeline.detect(
                pipeline.source("transactions", Sources.collection(transactions)), Duration.ofSeconds(30));
        findings.alerts().to("alerts", Sinks.discard());
        findings.late().to("late", Sinks.discard());
        assertThat(Simulation.of(pipeline).batchSize(16).run().output("late"))
                .containsExactlyInAnyOrder(
                        new LateTransaction(Rule.HIGH_VELOCITY, transactions.get(900)),
                        new LateTransaction(Rule.MULTIPLE_COUNTRIES, transactions.get(900)));
    }

    @Test
    void shouldFindWhatIsInTheFileUnderManySeeds() throws IOException {
        List<Transaction> transactions = FraudData.transactions();
        assertMatch(transactions, FraudData.expected(), SEEDS_OF_THE_WHOLE_FILE);
    }

    @Test
    void shouldFindWhatIsInThePrefixUnderAThousandSeeds() throws IOException {
        List<Transaction> transactions = FraudData.transactions().subList(0, PREFIX);
        assertMatch(transactions, FraudOracle.expected(transactions), SEEDS_OF_THE_PREFIX);
    }

    @Test
    void shouldRaiseEachAlertOnceHoweverOftenTheProcessDies() throws IOException {
        List<Transaction> transactions = FraudData.transactions().subList(0, PREFIX);
        List<Alert> expected = alerts(transactions, 0);
        AtomicInteger crashes = new AtomicInteger();
        Seeds.check(SEEDS_OF_CRASHES, seed -> {
            Simulation run = Simulation.of(pipeline(transactions)).seed(seed).snapshots(Duration.ofSeconds(1));
            crashAtRandom(run, new SplittableRandom(~seed));
            assertThat(run.run().output("alerts")).containsExactlyInAnyOrderElementsOf(expected);
            crashes.addAndGet(run.crashes());
        });
        assertThat(crashes).hasValueGreaterThan(SEEDS_OF_CRASHES / 2);
    }

    /** Some crashes come between steps, others while the disk is being written. */
    private static void crashAtRandom(Simulation run, SplittableRandom random) {
        for (int left = random.nextInt(6); left > 0; left--) {
            run.steps(random.nextInt(3_000));
            if (random.nextBoolean()) {
                run.disk().plan(DiskFaults.crashAfterCall(1 + random.nextInt(50)));
            } else if (!run.state().isTerminal()) {
                run.crashAndRestore();
            }
        }
    }

    /** A user's transactions keep their order, so that all runs raise the same alerts, in whatever order. */
    private static void assertMatch(List<Transaction> transactions, FraudOracle.Expected expected, int seeds) {
        List<Alert> first = alerts(transactions, 0);
        AlertMatch.assertMatch("seed 0", first, expected, ArrivalOracle.raised(transactions));
        Set<Alert> distinct = Set.copyOf(first);
        for (int seed = 1; seed < seeds; seed++) {
            List<Alert> alerts = alerts(transactions, seed);
            if (alerts.size() != first.size() || !distinct.equals(Set.copyOf(alerts))) {
                assertThat(alerts).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(first);
            }
        }
    }

    private static List<Alert> alerts(List<Transaction> transactions, long seed) {
        return Simulation.of(pipeline(transactions)).seed(seed).run().output("alerts").stream()
                .map(Alert.class::cast)
                .toList();
    }

    @Test
    void shouldRaiseTheSameAlertsInAnotherJvm() {
        Graph graph = pipeline(Scenario.TRANSACTIONS).graph();
        for (int seed = 0; seed < 5; seed++) {
            assertThat(Simulation.of(Serialized.copy(graph)).seed(seed).run().output("alerts"))
                    .isNotEmpty()
                    .isEqualTo(Simulation.of(graph).seed(seed).run().output("alerts"));
        }
    }

    private static Pipeline pipeline(List<Transaction> transactions) {
        Pipeline pipeline = Pipeline.create("fraud");
        FraudPipeline.detect(pipeline.source("transactions", Sources.collection(transactions)), Duration.ofSeconds(30))
                .alerts()
                .to("alerts", Sinks.discard());
        return pipeline;
    }

    private static Transaction transaction(String id, String country, String time, String amount) {
        return new Transaction(id, "U1", new BigDecimal(amount), country, Instant.parse(time));
    }
}
