package io.millrace.benchmarks.peers.jet;

import com.hazelcast.jet.aggregate.AggregateOperation;
import com.hazelcast.jet.aggregate.AggregateOperation1;
import com.hazelcast.jet.aggregate.AggregateOperations;
import com.hazelcast.jet.datamodel.KeyedWindowResult;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.StreamStage;
import com.hazelcast.jet.pipeline.WindowDefinition;
import io.millrace.benchmarks.workload.Checksum;
import io.millrace.benchmarks.workload.Met;
import io.millrace.benchmarks.workload.Priced;
import io.millrace.benchmarks.workload.Trade;
import io.millrace.benchmarks.workload.TradeLog;
import io.millrace.benchmarks.workload.TradeWork;
import io.millrace.benchmarks.workload.Workload;
import java.time.Duration;
import java.util.HashSet;

/** The workloads over trades. */
final class TradePipelines {

    private TradePipelines() {}

    static Pipeline of(Workload workload, long events) {
        Logs.makeTrades(workload.users());
        Pipeline pipeline = Pipeline.create();
        switch (workload) {
            case STATELESS -> stateless(plain(pipeline, events));
            case CHAIN -> chain(plain(pipeline, events));
            case TUMBLING -> count(timed(pipeline, events), tumbling(TradeWork.TUMBLING));
            case TUMBLING_1M -> count(timed(pipeline, events), tumbling(TradeWork.LONG_TUMBLING));
            case SLIDING ->
                count(
                        timed(pipeline, events),
                        WindowDefinition.sliding(TradeWork.SLIDING.toMillis(), TradeWork.SLIDE.toMillis()));
            case SESSION -> count(timed(pipeline, events), session(TradeWork.GAP));
            case FRAUD -> fraud(pipeline, timed(pipeline, events));
            case INTERVAL_JOIN -> joinWithin(TradeWork.REACH, timed(pipeline, events));
            case INTERVAL_JOIN_1M -> joinWithin(TradeWork.LONG_REACH, timed(pipeline, events));
            default -> throw new IllegalArgumentException(workload + " is not over trades");
        }
        return pipeline;
    }

    private static StreamStage<Trade> plain(Pipeline pipeline, long events) {
        return pipeline.readFrom(LogP.<Trade>source(() -> Logs.trades()::trade, events))
                .withoutTimestamps();
    }

    private static StreamStage<Trade> timed(Pipeline pipeline, long events) {
        return pipeline.readFrom(TimedLogP.<Trade>source(() -> Logs.trades()::trade, events))
                .withTimestamps(Trade::time, TradeLog.MAX_DISORDER_MILLIS);
    }

    private static WindowDefinition tumbling(Duration size) {
        return WindowDefinition.tumbling(size.toMillis());
    }

    private static WindowDefinition session(Duration gap) {
        return WindowDefinition.session(gap.toMillis());
    }

    private static void stateless(StreamStage<Trade> trades) {
        trades.filter(TradeWork::keeps).map(TradeWork::priced).writeTo(TallyP.sink(Priced::cents));
    }

    private static void chain(StreamStage<Trade> trades) {
        StreamStage<Trade> stage = trades;
        for (int i = 0; i < TradeWork.STEPS; i++) {
            int step = i;
            stage = stage.map(trade -> TradeWork.step(trade, step));
        }
        stage.writeTo(TallyP.<Trade>sink(trade -> (long) trade.amount()));
    }

    private static void count(StreamStage<Trade> trades, WindowDefinition window) {
        trades.window(window)
                .groupingKey(Trade::user)
                .aggregate(AggregateOperations.counting())
                .writeTo(TallyP.<KeyedWindowResult<String, Long>>sink(
                        count -> Checksum.of(count.key(), count.start(), count.result())));
    }

    @SuppressWarnings("unchecked") // Pipeline.writeTo takes the third stage as one of an array.
    private static void fraud(Pipeline pipeline, StreamStage<Trade> trades) {
        StreamStage<Long> high = trades.filter(TradeWork::isHigh)
                .map(trade -> Checksum.of(trade.user(), trade.time(), TradeWork.HIGH_RULE));
        StreamStage<Long> velocity = trades.window(tumbling(TradeWork.VELOCITY))
                .groupingKey(Trade::user)
                .aggregate(AggregateOperations.counting())
                .filter(count -> count.result() > TradeWork.VELOCITY_LIMIT)
                .map(count -> Checksum.of(count.key(), count.start(), TradeWork.VELOCITY_RULE + count.result()));
        StreamStage<Long> trips = trades.window(session(TradeWork.TRIP_GAP))
                .groupingKey(Trade::user)
                .aggregate(countries())
                .filter(trip -> trip.result() > TradeWork.COUNTRIES_LIMIT)
                .map(trip -> Checksum.of(trip.key(), trip.start(), TradeWork.COUNTRIES_RULE + trip.result()));
        pipeline.writeTo(TallyP.<Long>sink(checksum -> checksum), high, velocity, trips);
    }

    private static void joinWithin(Duration reach, StreamStage<Trade> trades) {
        long reachMillis = reach.toMillis();
        trades.groupingKey(Trade::user)
                .<Met>customTransform("meeting", () -> new MeetingTradesP(reachMillis))
                .writeTo(TallyP.<Met>sink(Met::checksum));
    }

    private static AggregateOperation1<Trade, ?, Integer> countries() {
        return AggregateOperation.withCreate(HashSet<String>::new)
                .<Trade>andAccumulate((countries, trade) -> countries.add(trade.country()))
                .andCombine(HashSet::addAll)
                .andExportFinish(HashSet::size);
    }
}
