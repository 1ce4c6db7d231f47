package io.millrace.examples.fraud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.metrics.JobMetrics.Latency;
import io.millrace.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AlertLatencyTest {

    private final ManualClock clock = ManualClock.startingAt(Instant.EPOCH);

    @Test
    void shouldMeasureFromWhenTheTransactionWasDue() throws Exception {
        AlertLatency latency = new AlertLatency(clock, 1_000);
        TransactionGenerator generator = new TransactionGenerator(1);
        latency.scheduled(context -> null).open(null);
        clock.advance(Duration.ofMillis(50));
        latency.record(alert(generator.apply(10)));
        latency.record(alert(generator.apply(49)));
        Latency summary = latency.summary();
        assertThat(summary.events()).isEqualTo(2);
        assertThat(summary.p50().toNanos()).isCloseTo(1_000_000L, within(1_000L));
        assertThat(summary.max().toNanos()).isCloseTo(40_000_000L, within(40_000L));
    }

    private static Alert alert(Transaction transaction) {
        return new Alert.HighValue(transaction.user(), transaction.id(), transaction.time(), transaction.amount());
    }
}
