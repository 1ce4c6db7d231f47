package io.millrace.benchmarks.micro;

import static java.time.Duration.ofMillis;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.benchmarks.engine.TallySink;
import io.millrace.benchmarks.engine.TradeSource;
import io.millrace.benchmarks.workload.Outcome;
import io.millrace.benchmarks.workload.Trade;
import io.millrace.benchmarks.workload.TradeLog;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.WindowResult;
import io.millrace.window.Windows;
import java.time.Duration;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Trades of odd and of even amounts counted for themselves by user and window: as two streams that are co-grouped, and as
 * one stream with two filtered counts, in a job with one task: nanoseconds per event. The first pays for two edges, as
 * nodes of several inputs are not fused.
 *
 * <p>{@code java -jar benchmarks.jar CoGroupBenchmark -prof gc}. Of the bytes per event the event takes 40.
 */
public class CoGroupBenchmark extends JobBenchmark {

    private static final int EVENTS = 1 << 22;
    private static final int READ = Part.of(EVENTS);
    private static final Duration SIZE = Duration.ofSeconds(10);

    /** How many users there are. */
    @Param({"1000", "100000"})
    public int users;

    private TradeLog log;

    /** Makes the trades. */
    @Setup
    public void prepare() {
        log = new TradeLog(users);
    }

    /** Two streams. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Outcome coGrouped() {
        Pipeline pipeline = Pipeline.create("co-grouped");
        EventStream<Trade> trades = trades(pipeline);
        trades.filter(CoGroupBenchmark::isOdd)
                .keyBy(Trade::user)
                .window(Windows.<String, Trade>tumbling(SIZE))
                .coGroup(trades.filter(trade -> !isOdd(trade)).keyBy(Trade::user))
                .aggregate("count", Aggregates.count(), Aggregates.count(), Long::sum)
                .to("sum", new TallySink<>(WindowResult<String, Long>::value));
        return counted(pipeline);
    }

    /** One stream. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Outcome filtered() {
        Pipeline pipeline = Pipeline.create("filtered");
        trades(pipeline)
                .keyBy(Trade::user)
                .window(Windows.<String, Trade>tumbling(SIZE))
                .aggregate(
                        "count",
                        Aggregates.allOf(
                                Aggregates.filtering(CoGroupBenchmark::isOdd, Aggregates.count()),
                                Aggregates.filtering(trade -> !isOdd(trade), Aggregates.count()),
                                Long::sum))
                .to("sum", new TallySink<>(WindowResult<String, Long>::value));
        return counted(pipeline);
    }

    private Outcome counted(Pipeline pipeline) {
        Outcome outcome = run(pipeline, 1);
        checked(outcome.checksum(), (long) READ);
        return outcome;
    }

    private EventStream<Trade> trades(Pipeline pipeline) {
        return pipeline.source("trades", new TradeSource(log, READ))
                .timestamps(
                        Timestamps.millis(Trade::time),
                        Watermarks.boundedOutOfOrderness(ofMillis(TradeLog.MAX_DISORDER_MILLIS)));
    }

    private static boolean isOdd(Trade trade) {
        return ((long) trade.amount() & 1) == 1;
    }
}
