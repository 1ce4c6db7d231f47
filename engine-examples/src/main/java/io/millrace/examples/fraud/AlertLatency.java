package io.millrace.examples.fraud;

import io.millrace.function.LongFn;
import io.millrace.metrics.JobMetrics.Latency;
import io.millrace.operator.Batch;
import io.millrace.source.Fetch;
import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.time.Clock;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * Measures how long it takes from the moment that a transaction was due to the moment that its alert is there. What is
 * due does not wait for what is slow, so a stall shows in every transaction that it held up. There is one schedule: the
 * source makes a transaction when it is due by it, and its alert is late by it. Thread-safe.
 */
final class AlertLatency {

    private static final int DIGITS = 3;
    private static final double NANOS_PER_SECOND = 1e9;

    private final long eventsPerSecond;
    private final Histogram nanos = new Histogram(DIGITS);
    private final Histogram steadyNanos = new Histogram(DIGITS);
    private volatile boolean paced;
    private volatile Optional<Schedule> schedule = Optional.empty();

    AlertLatency(long eventsPerSecond) {
        this.eventsPerSecond = eventsPerSecond;
    }

    /**
     * Transactions as fast as they are taken until they are {@linkplain #pace paced}, from then on as they are due. The
     * schedule starts when the source is asked for the first of these, or is opened: not with that transaction, which may be late itself.
     *
     * @param seconds how long there are any once they are paced
     */
    Source<Transaction> source(LongFn<Transaction> transactions, int seconds) {
        return context -> new Reader(transactions, seconds * eventsPerSecond, context);
    }

    /** From now on, transactions come at the rate, and are measured. */
    void pace() {
        paced = true;
    }

    void record(Alert alert) {
        schedule.ifPresent(begun -> {
            long number = TransactionGenerator.index(alert.transaction()) - begun.first();
            if (number >= 0) {
                record(number, begun.nanosSince(number));
            }
        });
    }

    private synchronized void record(long number, long latency) {
        nanos.recordValue(latency);
        if (number >= eventsPerSecond) {
            steadyNanos.recordValue(latency);
        }
    }

    synchronized Latency summary() {
        return Latency.of(nanos);
    }

    /** Without the first second, in which code is compiled that was not needed before. */
    synchronized Latency steady() {
        return Latency.of(steadyNanos);
    }

    /** Transactions are numbered from the first one that is paced. */
    private record Schedule(Clock clock, long start, long first, double period) {

        long due(long number) {
            return start + (long) (number * period);
        }

        long nanosSince(long number) {
            return clock.nanos() - due(number);
        }
    }

    private final class Reader implements SourceReader<Transaction> {

        private final LongFn<Transaction> transactions;
        private final long most;
        private final SourceContext context;
        private long next;

        private Reader(LongFn<Transaction> transactions, long most, SourceContext context) {
            this.transactions = transactions;
            this.most = most;
            this.context = context;
            beginIfPaced();
        }

        private void beginIfPaced() {
            if (paced && schedule.isEmpty()) {
                Clock clock = context.clock();
                schedule = Optional.of(new Schedule(clock, clock.nanos(), next, NANOS_PER_SECOND / eventsPerSecond));
            }
        }

        @Override
        public Fetch fetch(Batch<Transaction> batch) throws Exception {
            beginIfPaced();
            return schedule.isPresent() ? fetchDue(schedule.get(), batch) : fetchAll(batch);
        }

        private Fetch fetchAll(Batch<Transaction> batch) throws Exception {
            while (!batch.isFull()) {
                batch.add(transactions.apply(next++));
            }
            return Fetch.MORE;
        }

        private Fetch fetchDue(Schedule begun, Batch<Transaction> batch) throws Exception {
            long now = context.clock().nanos();
            long number = next - begun.first();
            for (; number < most && begun.due(number) <= now && !batch.isFull(); number++) {
                batch.add(transactions.apply(next++));
            }
            if (number == most) {
                return Fetch.END;
            }
            if (batch.isFull()) {
                return Fetch.MORE;
            }
            context.wakeAtNanos(begun.due(number));
            return Fetch.WAIT;
        }
    }
}
