package io.millrace.benchmarks.micro;

import static java.time.Duration.ofMillis;

import io.millrace.Pipeline;
import io.millrace.benchmarks.engine.TallySink;
import io.millrace.benchmarks.engine.TradeSource;
import io.millrace.benchmarks.workload.Outcome;
import io.millrace.benchmarks.workload.Trade;
import io.millrace.benchmarks.workload.TradeLog;
import io.millrace.operator.Aggregate;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.Emit;
import io.millrace.window.Windows;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * A window behind each trade, for 1,000 keys of ten trades a second, in a job with one task: nanoseconds per event. The
 * cost should not depend on the size, which is also about a hundredth of the trades that a window holds.
 *
 * <p>{@code java -jar benchmarks.jar TrailingBenchmark -prof gc}. Of the bytes per event the event takes 40.
 */
public class TrailingBenchmark extends JobBenchmark {

    private static final int EVENTS = 1 << 21;
    private static final int READ = Part.of(EVENTS);
    private static final int KEYS = 1_000;

    /** How far windows reach back, in milliseconds. */
    @Param({"1000", "60000"})
    public long sizeMillis;

    private TradeLog log;
    private TrailingModel model;

    /** Makes the trades. */
    @Setup
    public void prepare() {
        log = new TradeLog(KEYS);
        model = new TrailingModel(log, READ, sizeMillis, burst());
    }

    /** Results when the watermark reaches each trade, of an aggregate that subtracts. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Outcome countAtEnd() {
        return checked(results(Aggregates.count(), Emit.atEnd()), model.counts());
    }

    /** Results when the watermark reaches each trade, of an aggregate that cannot subtract. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Outcome maxAtEnd() {
        return checked(results(Aggregates.maxLong(trade -> (long) trade.amount()), Emit.atEnd()), model.maxima());
    }

    /** The velocity rule: at once, and once for each window. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Outcome countWhenFirst() {
        long burst = burst();
        Outcome outcome = results(Aggregates.count(), Emit.whenFirst(count -> count > burst));
        checked(outcome.results(), model.bursts());
        return outcome;
    }

    /** Twice what is usual. */
    private long burst() {
        return sizeMillis / 50;
    }

    private Outcome results(Aggregate<? super Trade, ?, Long> aggregate, Emit<? super Long> emit) {
        Pipeline pipeline = Pipeline.create("trailing");
        pipeline.source("trades", new TradeSource(log, READ))
                .timestamps(
                        Timestamps.millis(Trade::time),
                        Watermarks.boundedOutOfOrderness(ofMillis(TradeLog.MAX_DISORDER_MILLIS)))
                .keyBy(Trade::user)
                .window(Windows.trailing(ofMillis(sizeMillis)))
                .aggregate("trail", aggregate, emit)
                .to("sum", new TallySink<>(result -> result.value()));
        return run(pipeline, 1);
    }
}
