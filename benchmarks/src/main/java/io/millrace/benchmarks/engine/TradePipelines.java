package io.millrace.benchmarks.engine;

import static io.millrace.window.Aggregates.count;
import static io.millrace.window.Aggregates.countDistinct;

import io.millrace.EventStream;
import io.millrace.KeyedExtension;
import io.millrace.KeyedStream;
import io.millrace.Pipeline;
import io.millrace.benchmarks.workload.Checksum;
import io.millrace.benchmarks.workload.Met;
import io.millrace.benchmarks.workload.Priced;
import io.millrace.benchmarks.workload.Trade;
import io.millrace.benchmarks.workload.TradeLog;
import io.millrace.benchmarks.workload.TradeWork;
import io.millrace.benchmarks.workload.Workload;
import io.millrace.join.Joins;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.WindowResult;
import io.millrace.window.WindowedStream;
import io.millrace.window.Windows;
import java.time.Duration;

/** The workloads over trades. */
final class TradePipelines {

    private static final Duration DISORDER = Duration.ofMillis(TradeLog.MAX_DISORDER_MILLIS);

    /** Readers of a log that is there already get on as fast as they can, and one that is ahead makes windows keep more. */
    private static final Duration DRIFT = Duration.ofSeconds(1);

    private final TradeSource source;
    private final int parallelism;
    private final Pipeline pipeline = Pipeline.create("trades");

    TradePipelines(TradeSource source, int parallelism) {
        this.source = source;
        this.parallelism = parallelism;
    }

    Pipeline of(Workload workload) {
        switch (workload) {
            case STATELESS -> stateless();
            case CHAIN -> chain();
            case TUMBLING -> countIn(Windows.tumbling(TradeWork.TUMBLING));
            case TUMBLING_1M -> countIn(Windows.tumbling(TradeWork.LONG_TUMBLING));
            case SLIDING -> countIn(Windows.sliding(TradeWork.SLIDING, TradeWork.SLIDE));
            case SESSION -> countIn(Windows.session(TradeWork.GAP));
            case FRAUD -> fraud();
            case INTERVAL_JOIN -> joinWithin(TradeWork.REACH);
            case INTERVAL_JOIN_1M -> joinWithin(TradeWork.LONG_REACH);
            default -> throw new UnsupportedOperationException("no pipeline has been written for " + workload);
        }
        return pipeline;
    }

    private EventStream<Trade> trades() {
        return pipeline.source("trades", source).parallelism(parallelism);
    }

    private EventStream<Trade> timedTrades() {
        return trades().timestamps(
                        Timestamps.millis(Trade::time),
                        Watermarks.boundedOutOfOrderness(DISORDER).maxDrift(DRIFT));
    }

    private void stateless() {
        trades().filter(TradeWork::keeps).map(TradeWork::priced).to("sum", new TallySink<>(Priced::cents));
    }

    private void chain() {
        trades().map(trade -> TradeWork.step(trade, 0))
                .map(trade -> TradeWork.step(trade, 1))
                .map(trade -> TradeWork.step(trade, 2))
                .map(trade -> TradeWork.step(trade, 3))
                .map(trade -> TradeWork.step(trade, 4))
                .map(trade -> TradeWork.step(trade, 5))
                .map(trade -> TradeWork.step(trade, 6))
                .map(trade -> TradeWork.step(trade, 7))
                .map(trade -> TradeWork.step(trade, 8))
                .map(trade -> TradeWork.step(trade, 9))
                .to("sum", new TallySink<>((Trade trade) -> (long) trade.amount()));
    }

    private void countIn(KeyedExtension<String, Trade, WindowedStream<String, Trade>> windows) {
        timedTrades()
                .keyBy(Trade::user)
                .window(windows)
                .aggregate("count", count())
                .to("sum", new TallySink<>(TradePipelines::checksum));
    }

    private void joinWithin(Duration reach) {
        EventStream<Trade> trades = timedTrades();
        trades.filter(TradeWork::isLeft)
                .keyBy(Trade::user)
                .join(Joins.with(
                                trades.filter(trade -> !TradeWork.isLeft(trade)).keyBy(Trade::user))
                        .within(reach.negated(), reach))
                .inner("meet", Met::of)
                .to("sum", new TallySink<>(Met::checksum));
    }

    private static long checksum(WindowResult<String, Long> result) {
        return Checksum.of(result.key(), result.start().toEpochMilli(), result.value());
    }

    private void fraud() {
        EventStream<Trade> trades = timedTrades();
        KeyedStream<String, Trade> byUser = trades.keyBy(Trade::user);
        EventStream<Alert> high = trades.filter(TradeWork::isHigh)
                .map(trade -> new Alert(trade.user(), trade.time(), TradeWork.HIGH_RULE));
        EventStream<Alert> fast = byUser.window(Windows.tumbling(TradeWork.VELOCITY))
                .aggregate("velocity", count())
                .filter(window -> window.value() > TradeWork.VELOCITY_LIMIT)
                .map(window -> alert(window, TradeWork.VELOCITY_RULE));
        EventStream<Alert> travelling = byUser.window(Windows.session(TradeWork.TRIP_GAP))
                .aggregate("countries", countDistinct(Trade::country))
                .filter(session -> session.value() > TradeWork.COUNTRIES_LIMIT)
                .map(session -> alert(session, TradeWork.COUNTRIES_RULE));
        high.merge(fast).merge(travelling).to("alerts", new TallySink<>(Alert::checksum));
    }

    private static Alert alert(WindowResult<String, Long> window, long rule) {
        return new Alert(window.key(), window.start().toEpochMilli(), rule + window.value());
    }

    private record Alert(String user, long time, long what) {

        long checksum() {
            return Checksum.of(user, time, what);
        }
    }
}
