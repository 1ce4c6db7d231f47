package io.millrace.examples.fraud;

import io.millrace.function.LongFn;
import io.millrace.metrics.JobMetrics.Latency;
import io.millrace.operator.Batch;
import io.millrace.source.Fetch;
import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.time.Clock;
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
    private volatile Schedule schedule;

    AlertLatency(long eventsPerSecond) {
        this.eventsPerSecond = eventsPerSecond;
    }

    /**
     * Transactions as they are due. The schedule starts when the source is opened: not with the first transaction, which
     * may be late itself.
     */
    Source<Transaction> scheduled(LongFn<Transaction> transactions, long count) {
        return context -> {
            Clock clock = context.clock();
            schedule = new Schedule(clock, clock.nanos(), NANOS_PER_SECOND / eventsPerSecond);
            return new Reader(schedule, transactions, count, context);
        };
    }

    void record(Alert alert) {
        long index = TransactionGenerator.index(alert.transaction());
        long latency = schedule.nanosSince(index);
        synchronized (nanos) {
            nanos.recordValue(latency);
            if (index >= eventsPerSecond) {
                steadyNanos.recordValue(latency);
            }
        }
    }

    Latency summary() {
        synchronized (nanos) {
            return Latency.of(nanos);
        }
    }

    /** Without the transactions of the first second, in which the code is being compiled. */
    Latency steady() {
        synchronized (nanos) {
            return Latency.of(steadyNanos);
        }
    }

    private record Schedule(Clock clock, long start, double period) {

        long due(long index) {
            return start + (long) (index * period);
        }

        long nanosSince(long index) {
            return clock.nanos() - due(index);
        }
    }

    private static final class Reader implements SourceReader<Transaction> {

        private final Schedule schedule;
        private final LongFn<Transaction> transactions;
        private final long count;
        private final SourceContext context;
        private long next;

        private Reader(Schedule schedule, LongFn<Transaction> transactions, long count, SourceContext context) {
            this.schedule = schedule;
            this.transactions = transactions;
            this.count = count;
            this.context = context;
        }

        @Override
        public Fetch fetch(Batch<Transaction> batch) throws Exception {
            long now = schedule.clock().nanos();
            while (next < count && schedule.due(next) <= now && !batch.isFull()) {
                batch.add(transactions.apply(next++));
            }
            if (next == count) {
                return Fetch.END;
            }
            if (batch.isFull()) {
                return Fetch.MORE;
            }
            context.wakeAtNanos(schedule.due(next));
            return Fetch.WAIT;
        }
    }
}
