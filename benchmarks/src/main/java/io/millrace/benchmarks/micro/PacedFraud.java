package io.millrace.benchmarks.micro;

import static io.millrace.window.Aggregates.count;
import static io.millrace.window.Aggregates.countDistinct;

import io.millrace.EventStream;
import io.millrace.KeyedStream;
import io.millrace.Pipeline;
import io.millrace.benchmarks.rival.Delays;
import io.millrace.benchmarks.rival.Schedule;
import io.millrace.benchmarks.workload.Trade;
import io.millrace.benchmarks.workload.TradeLog;
import io.millrace.benchmarks.workload.TradeWork;
import io.millrace.operator.Batch;
import io.millrace.sink.Sink;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import io.millrace.source.Fetch;
import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.time.Clock;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.Emit;
import io.millrace.window.Windows;
import java.time.Duration;

/** Three rules over trades that are due, which alert at once and name the trade that raised the alert. */
final class PacedFraud {

    private static final Duration DISORDER = Duration.ofMillis(TradeLog.MAX_DISORDER_MILLIS);

    private PacedFraud() {}

    static Pipeline pipeline(Schedule schedule, TradeLog log) {
        Pipeline pipeline = Pipeline.create("fraud-latency");
        EventStream<DueTrade> trades = pipeline.source("due", new DueTrades(schedule, log))
                .timestamps(Timestamps.millis(due -> due.trade().time()), Watermarks.boundedOutOfOrderness(DISORDER));
        KeyedStream<String, DueTrade> byUser = trades.keyBy(due -> due.trade().user());
        EventStream<Alert> high =
                trades.filter(due -> TradeWork.isHigh(due.trade())).map(due -> new Alert(Rule.HIGH, 1, due));
        EventStream<Alert> fast = byUser.window(Windows.tumbling(TradeWork.VELOCITY))
                .aggregate(
                        "velocity",
                        count(),
                        Emit.onUpdate(),
                        (window, raising) -> new Alert(Rule.VELOCITY, window.value(), raising));
        EventStream<Alert> travelling = byUser.window(Windows.session(TradeWork.TRIP_GAP))
                .aggregate(
                        "countries",
                        countDistinct(due -> due.trade().country()),
                        Emit.whenFirst(number -> number > TradeWork.COUNTRIES_LIMIT),
                        (session, raising) -> new Alert(Rule.COUNTRIES, session.value(), raising));
        high.merge(fast).merge(travelling).to("alerts", new AlertSink());
        return pipeline;
    }

    private enum Rule {
        HIGH,
        VELOCITY,
        COUNTRIES
    }

    private record DueTrade(Trade trade, long dueNanos) {}

    private record Alert(Rule rule, long number, DueTrade raising) {}

    private static final class AlertSink implements Sink<Alert> {

        private static final long serialVersionUID = 1;

        @Override
        public SinkWriter<Alert> open(SinkContext context) {
            return batch -> {
                for (int row = 0; row < batch.size(); row++) {
                    Alert alert = batch.value(row);
                    if (alert.rule() == Rule.VELOCITY) {
                        Delays.arrived(alert.raising().dueNanos());
                    }
                }
            };
        }
    }

    /** Emits each trade when it is due, however late that is. */
    private record DueTrades(Schedule schedule, TradeLog log) implements Source<DueTrade> {

        @Override
        public SourceReader<DueTrade> open(SourceContext context) {
            return new Reader(schedule, log, context.clock());
        }
    }

    private static final class Reader implements SourceReader<DueTrade> {

        private final Schedule schedule;
        private final TradeLog log;
        private final Clock clock;
        private long index;

        Reader(Schedule schedule, TradeLog log, Clock clock) {
            this.schedule = schedule;
            this.log = log;
            this.clock = clock;
        }

        @Override
        public Fetch fetch(Batch<DueTrade> batch) {
            long now = clock.nanos();
            while (index < schedule.events() && schedule.dueNanos(index) <= now && !batch.isFull()) {
                batch.add(new DueTrade(log.trade(index), schedule.dueNanos(index)));
                index++;
            }
            // Never WAIT: the schedule is denser than the precision of a timed park.
            return index < schedule.events() ? Fetch.MORE : Fetch.END;
        }
    }
}
