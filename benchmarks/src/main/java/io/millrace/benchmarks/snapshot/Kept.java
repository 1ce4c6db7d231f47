package io.millrace.benchmarks.snapshot;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;

import io.millrace.EventStream;
import io.millrace.KeyedStream;
import io.millrace.benchmarks.workload.Trade;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.state.ValueState;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.Windows;

/** What a job keeps of each key. */
public enum Kept {
    /** A number, replaced by each event. */
    COUNT {
        @Override
        EventStream<?> addTo(EventStream<Trade> trades) {
            return byKey(trades).process("count", Count::new);
        }
    },
    /** A record, replaced by each event. */
    TOTALS {
        @Override
        EventStream<?> addTo(EventStream<Trade> trades) {
            return byKey(trades).process("totals", Sum::new);
        }
    },
    /** A window that does not end, whose accumulator changes in place. */
    WINDOW {
        @Override
        EventStream<?> addTo(EventStream<Trade> trades) {
            return byKey(trades.timestamps(
                            Timestamps.millis(Trade::time), Watermarks.boundedOutOfOrderness(ofMillis(0))))
                    .window(Windows.tumbling(ofDays(10_000)))
                    .aggregate("window", Aggregates.count());
        }
    };

    abstract EventStream<?> addTo(EventStream<Trade> trades);

    private static KeyedStream<String, Trade> byKey(EventStream<Trade> trades) {
        return trades.keyBy(Trade::user, String.class);
    }

    private static final class Count extends KeyedProcess<String, Trade, Long> {
        private final ValueState<Long> count = value("count", Long.class);

        @Override
        protected void process(Trade trade, KeyedContext<String> context, Emitter<Long> out) {
            count.set(count.getOr(1_000L) + 1);
        }
    }

    private static final class Sum extends KeyedProcess<String, Trade, Long> {
        private final ValueState<Totals> totals = value("totals", Totals.class);

        @Override
        protected void process(Trade trade, KeyedContext<String> context, Emitter<Long> out) {
            totals.set(totals.getOr(Totals.NONE).plus(trade.amount()));
        }
    }
}
