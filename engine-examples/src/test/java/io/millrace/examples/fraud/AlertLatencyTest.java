package io.millrace.examples.fraud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.Pipeline;
import io.millrace.metrics.JobMetrics.Latency;
import io.millrace.sink.Sinks;
import io.millrace.testing.Simulation;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AlertLatencyTest {

    private static final int RATE = 1_000;
    private static final int SECONDS = 2;
    private static final int COUNT = SECONDS * RATE;

    private final AlertLatency latency = new AlertLatency(RATE);

    /** The clock of a simulation stands still while there is work. */
    @Test
    void shouldFindNoneLateOfWhatIsMadeWhenItIsDueAndTakesNoTime() {
        for (int seed = 0; seed < 5; seed++) {
            AlertLatency fresh = new AlertLatency(RATE);
            fresh.pace();
            Simulation.of(pipeline(fresh)).seed(seed).run();
            assertThat(fresh.summary().events()).isEqualTo(COUNT);
            assertThat(fresh.summary().max()).isZero();
        }
    }

    @Test
    void shouldMeasureFromWhenATransactionWasDueWhateverHeldItUp() {
        latency.pace();
        Simulation run = Simulation.of(pipeline(latency)).settle().hold("transactions");
        run.advance(Duration.ofMillis(50)).release("transactions").settle();
        Latency held = latency.summary();
        assertThat(held.events()).isEqualTo(51);
        assertThat(held.max().toNanos()).isCloseTo(49_000_000L, within(49_000L));
        assertThat(held.p50().toNanos()).isCloseTo(25_000_000L, within(1_025_000L));
    }

    @Test
    void shouldTellOfTheSteadyStateWithoutTheFirstSecond() {
        latency.pace();
        Simulation run = Simulation.of(pipeline(latency)).settle().hold("transactions");
        run.advance(Duration.ofMillis(500)).release("transactions").run();
        assertThat(latency.summary().events()).isEqualTo(COUNT);
        assertThat(latency.summary().max()).isPositive();
        assertThat(latency.steady().events()).isEqualTo(COUNT - RATE);
        assertThat(latency.steady().max()).isZero();
    }

    @Test
    void shouldMeasureNothingBeforeItIsPacedAndBeginTheScheduleThen() {
        for (int seed = 0; seed < 5; seed++) {
            AlertLatency fresh = new AlertLatency(RATE);
            Simulation run = Simulation.of(pipeline(fresh)).seed(seed).steps(1_000);
            run.clock().advance(Duration.ofSeconds(7));
            int made = run.steps(1_000).output("alerts").size();
            assertThat(made).isPositive();
            assertThat(fresh.summary().events()).isZero();
            fresh.pace();
            run.run();
            assertThat(run.output("alerts")).hasSizeGreaterThanOrEqualTo(made + COUNT);
            assertThat(fresh.summary().events()).isEqualTo(COUNT);
            assertThat(fresh.summary().max()).isZero();
        }
    }

    private static Pipeline pipeline(AlertLatency latency) {
        Pipeline pipeline = Pipeline.create("paced");
        pipeline.source("transactions", latency.source(new TransactionGenerator(1), SECONDS))
                .map(AlertLatencyTest::alert)
                .peek(latency::record)
                .to("alerts", Sinks.discard());
        return pipeline;
    }

    private static Alert alert(Transaction transaction) {
        return new Alert.HighValue(transaction.user(), transaction.id(), transaction.time(), transaction.amount());
    }
}
