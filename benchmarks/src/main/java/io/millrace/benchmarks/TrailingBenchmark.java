package io.millrace.benchmarks;

import static java.time.Duration.ofMillis;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.operator.Aggregate;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.Emit;
import io.millrace.window.Windows;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A window behind each trade, for 1000 keys of ten trades a second: events per second through a whole job. The cost per
 * event should not depend on the size, which is also about a hundredth of the trades that a window holds.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 5)
@Measurement(iterations = 5, time = 5)
@Fork(
        value = 3,
        jvmArgsAppend = {"-XX:+UseParallelGC", "-Xms6g", "-Xmx6g"})
public class TrailingBenchmark {

    private static final int EVENTS = 5_000_000;
    private static final int KEYS = 1000;
    private static final long DISORDER_MILLIS = 31;

    /** How far back windows reach. */
    @Param({"1000", "60000"})
    public long sizeMillis;

    private Trades trades;
    private Engine engine;

    /** Makes the source and starts the engine. */
    @Setup
    public void open() {
        trades = new Trades(EVENTS, KEYS);
        engine = Engine.create();
    }

    /** Closes the engine. */
    @TearDown
    public void close() {
        engine.close();
    }

    /** Results when the watermark reaches each trade, of an aggregate that subtracts. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long countAtEnd() {
        return results(Aggregates.count(), Emit.atEnd());
    }

    /** Results when the watermark reaches each trade, of an aggregate that cannot subtract. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long maxAtEnd() {
        return results(Aggregates.maxDouble(Trade::amount), Emit.atEnd());
    }

    /** The velocity rule: at once, and once for each window. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long countWhenFirst() {
        return results(Aggregates.count(), Emit.whenFirst(count -> count > sizeMillis / 50));
    }

    private <R> long results(Aggregate<? super Trade, ?, R> aggregate, Emit<? super R> emit) {
        SumSink<Object> sink = new SumSink<>(result -> 1);
        Pipeline pipeline = Pipeline.create("trailing");
        pipeline.source("trades", trades)
                .timestamps(Timestamps.millis(Trade::time), Watermarks.boundedOutOfOrderness(ofMillis(DISORDER_MILLIS)))
                .keyBy(Trade::key)
                .window(Windows.trailing(ofMillis(sizeMillis)))
                .aggregate("trail", aggregate, emit)
                .to("count", sink);
        Job job = engine.start(pipeline, JobOptions.parallelism(1));
        job.join();
        return sink.sum();
    }
}
