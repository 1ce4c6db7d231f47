package io.millrace.benchmarks.engine;

import io.millrace.benchmarks.workload.Stopwatch;
import io.millrace.benchmarks.workload.Trade;
import io.millrace.benchmarks.workload.TradeLog;
import io.millrace.operator.Batch;
import io.millrace.source.Fetch;
import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.state.serde.Type;
import java.io.Serializable;

/** The trades of a log; reader i of n takes every nth from the ith on. */
public final class TradeSource implements Source<Trade> {

    private static final long serialVersionUID = 1;

    private final transient TradeLog log;
    private final long events;

    /**
     * A source.
     *
     * @param log the trades
     * @param events how many of them
     */
    public TradeSource(TradeLog log, long events) {
        this.log = log;
        this.events = events;
    }

    @Override
    public Type<Trade> eventType() {
        return Type.of(Trade.class);
    }

    /** What arrives elsewhere reads the log that is there. */
    private Object writeReplace() {
        return new Sent(log.users(), events);
    }

    private record Sent(int users, long events) implements Serializable {
        private Object readResolve() {
            return new TradeSource(TradeLog.shared(users), events);
        }
    }

    @Override
    public int maxParallelism() {
        return Integer.MAX_VALUE;
    }

    @Override
    public SourceReader<Trade> open(SourceContext context) {
        Stopwatch.start();
        return new Reader(context.subtask(), context.parallelism());
    }

    private final class Reader implements SourceReader<Trade> {

        private final int step;
        private long next;

        Reader(long first, int step) {
            next = first;
            this.step = step;
        }

        @Override
        public Fetch fetch(Batch<Trade> batch) {
            TradeLog trades = log;
            long end = Math.min(events, next + (long) (batch.capacity() - batch.size()) * step);
            long index = next;
            for (; index < end; index += step) {
                batch.add(trades.trade(index));
            }
            next = index;
            return index < events ? Fetch.MORE : Fetch.END;
        }
    }
}
