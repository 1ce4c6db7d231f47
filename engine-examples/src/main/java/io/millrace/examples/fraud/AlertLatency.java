package io.millrace.examples.fraud;

import io.millrace.metrics.JobMetrics.Latency;
import io.millrace.source.Source;
import io.millrace.time.Clock;
import org.HdrHistogram.Histogram;

/**
 * Measures how long it takes from the moment that a transaction was due to the moment that its alert is there. What is
 * due does not wait for what is slow, so a stall shows in every transaction that it held up. Thread-safe.
 */
final class AlertLatency {

    private static final int DIGITS = 3;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Clock clock;
    private final double period;
    private final Histogram nanos = new Histogram(DIGITS);
    private volatile long start;

    AlertLatency(Clock clock, double eventsPerSecond) {
        this.clock = clock;
        this.period = NANOS_PER_SECOND / eventsPerSecond;
    }

    /** The source, whose schedule starts when it is opened: not with the first transaction, which may be late itself. */
    Source<Transaction> scheduled(Source<Transaction> source) {
        return context -> {
            start = clock.nanos();
            return source.open(context);
        };
    }

    void record(Alert alert) {
        long due = start + (long) (TransactionGenerator.index(alert.transaction()) * period);
        long latency = Math.max(0, clock.nanos() - due);
        synchronized (nanos) {
            nanos.recordValue(latency);
        }
    }

    Latency summary() {
        synchronized (nanos) {
            return Latency.of(nanos);
        }
    }
}
