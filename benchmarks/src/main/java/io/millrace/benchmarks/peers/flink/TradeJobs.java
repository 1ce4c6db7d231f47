package io.millrace.benchmarks.peers.flink;

import io.millrace.benchmarks.workload.Checksum;
import io.millrace.benchmarks.workload.Met;
import io.millrace.benchmarks.workload.Priced;
import io.millrace.benchmarks.workload.Trade;
import io.millrace.benchmarks.workload.TradeLog;
import io.millrace.benchmarks.workload.TradeWork;
import io.millrace.benchmarks.workload.Workload;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.windowing.assigners.EventTimeSessionWindows;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.WindowAssigner;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;

/** The workloads over trades. An exchange serializes, so only those fields go through one that are used behind it. */
final class TradeJobs {

    private static final TypeInformation<Trade> TRADE = TypeInformation.of(Trade.class);
    private static final TypeInformation<Counted> COUNTED = TypeInformation.of(Counted.class);

    private final StreamExecutionEnvironment env;
    private final Workload workload;
    private final long events;

    TradeJobs(StreamExecutionEnvironment env, Workload workload, long events) {
        this.env = env;
        this.workload = workload;
        this.events = events;
    }

    void build() {
        switch (workload) {
            case STATELESS -> stateless();
            case CHAIN -> chain();
            case TUMBLING -> count(TumblingEventTimeWindows.of(TradeWork.TUMBLING));
            case TUMBLING_1M -> count(TumblingEventTimeWindows.of(TradeWork.LONG_TUMBLING));
            case SLIDING -> count(SlidingEventTimeWindows.of(TradeWork.SLIDING, TradeWork.SLIDE));
            case SESSION -> count(EventTimeSessionWindows.withGap(TradeWork.GAP));
            case FRAUD -> fraud();
            case INTERVAL_JOIN -> joinWithin(TradeWork.REACH);
            case INTERVAL_JOIN_1M -> joinWithin(TradeWork.LONG_REACH);
            default -> throw new IllegalArgumentException(workload + " is not over trades");
        }
    }

    private void stateless() {
        trades(WatermarkStrategy.noWatermarks())
                .filter(TradeWork::keeps)
                .map(TradeWork::priced, TypeInformation.of(Priced.class))
                .sinkTo(new TallySink<>(Priced::cents));
    }

    private void chain() {
        DataStream<Trade> stream = trades(WatermarkStrategy.noWatermarks());
        for (int i = 0; i < TradeWork.STEPS; i++) {
            int step = i;
            stream = stream.map(trade -> TradeWork.step(trade, step), TRADE);
        }
        stream.sinkTo(new TallySink<>(trade -> (long) trade.amount()));
    }

    private void count(WindowAssigner<Object, TimeWindow> window) {
        counts(timedTrades(), window).sinkTo(sink());
    }

    private void fraud() {
        DataStream<Trade> trades = timedTrades();
        DataStream<Counted> high = trades.filter(TradeWork::isHigh)
                .map(trade -> new Counted(trade.user(), trade.time(), TradeWork.HIGH_RULE), COUNTED);
        DataStream<Counted> velocity = counts(trades, TumblingEventTimeWindows.of(TradeWork.VELOCITY))
                .filter(counted -> counted.count() > TradeWork.VELOCITY_LIMIT)
                .map(counted -> counted.plus(TradeWork.VELOCITY_RULE), COUNTED);
        DataStream<Counted> trips = countries(trades, EventTimeSessionWindows.withGap(TradeWork.TRIP_GAP))
                .filter(counted -> counted.count() > TradeWork.COUNTRIES_LIMIT)
                .map(counted -> counted.plus(TradeWork.COUNTRIES_RULE), COUNTED);
        high.union(velocity, trips).sinkTo(sink());
    }

    private static DataStream<Counted> counts(DataStream<Trade> trades, WindowAssigner<Object, TimeWindow> window) {
        return trades.map(Trade::user, Types.STRING)
                .keyBy(user -> user, Types.STRING)
                .window(window)
                .aggregate(new Count<>(), new WithWindow<>(Counted::new), Types.LONG, COUNTED);
    }

    private static DataStream<Counted> countries(DataStream<Trade> trades, WindowAssigner<Object, TimeWindow> window) {
        return trades.map(trade -> Tuple2.of(trade.user(), trade.country()), Types.TUPLE(Types.STRING, Types.STRING))
                .keyBy(userAndCountry -> userAndCountry.f0, Types.STRING)
                .window(window)
                .aggregate(new Countries(), new WithWindow<>(Counted::new), Types.SET(Types.STRING), COUNTED);
    }

    private void joinWithin(Duration reach) {
        DataStream<Trade> trades = timedTrades();
        userAndTime(trades.filter(TradeWork::isLeft))
                .intervalJoin(userAndTime(trades.filter(trade -> !TradeWork.isLeft(trade))))
                .between(reach.negated(), reach)
                .process(new Meeting(), TypeInformation.of(Met.class))
                .sinkTo(new TallySink<>(Met::checksum));
    }

    private static KeyedStream<Tuple2<String, Long>, String> userAndTime(DataStream<Trade> trades) {
        return trades.map(trade -> Tuple2.of(trade.user(), trade.time()), Types.TUPLE(Types.STRING, Types.LONG))
                .keyBy(userAndTime -> userAndTime.f0, Types.STRING);
    }

    private static TallySink<Counted> sink() {
        return new TallySink<>(counted -> Checksum.of(counted.user(), counted.start(), counted.count()));
    }

    private DataStream<Trade> timedTrades() {
        return trades(WatermarkStrategy.<Trade>forBoundedOutOfOrderness(Duration.ofMillis(TradeLog.MAX_DISORDER_MILLIS))
                .withTimestampAssigner((trade, before) -> trade.time()));
    }

    private DataStream<Trade> trades(WatermarkStrategy<Trade> watermarks) {
        NumberedSource<Trade> source = NumberedSource.of(Logs.trades(workload.users()), events, env.getParallelism());
        return env.fromSource(source, watermarks, "trades", TRADE);
    }
}
