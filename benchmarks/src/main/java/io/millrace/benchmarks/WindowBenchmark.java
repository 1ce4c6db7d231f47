package io.millrace.benchmarks;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.millrace.Engine;
import io.millrace.JobOptions;
import io.millrace.KeyedExtension;
import io.millrace.Pipeline;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.WindowResult;
import io.millrace.window.WindowedStream;
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
 * What an event costs with each kind of windows, in a whole job with a single task, generator included. Sliding windows
 * all have the same slide, and sizes of as many panes as their names say. Few results are due, so that it is the cost of events
 * that is seen: at 600 panes it must be within 1.2 times that at one.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-XX:+UseParallelGC", "-Xms2g", "-Xmx2g"})
public class WindowBenchmark {

    private static final int EVENTS = 5_000_000;
    private static final int KEYS = 100;
    private static final long DISORDER_MILLIS = 31;
    private static final int SLIDE_SECONDS = 10;

    /** The kinds of windows. */
    public enum Kind {
        TUMBLING(1),
        SLIDING_1(1),
        SLIDING_10(10),
        SLIDING_60(60),
        SLIDING_600(600),
        SESSION(1);

        private final int windowsPerEvent;

        Kind(int windowsPerEvent) {
            this.windowsPerEvent = windowsPerEvent;
        }

        private KeyedExtension<String, Trade, WindowedStream<String, Trade>> windows() {
            return switch (this) {
                case TUMBLING -> Windows.tumbling(ofSeconds(SLIDE_SECONDS));
                case SESSION -> Windows.session(ofMillis(50));
                default -> Windows.sliding(ofSeconds((long) SLIDE_SECONDS * windowsPerEvent), ofSeconds(SLIDE_SECONDS));
            };
        }
    }

    /** The windows to measure. */
    @Param
    public Kind kind;

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

    /** Counts trades per key and window; returns the sum of all results. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long count() {
        SumSink<WindowResult<String, Long>> sink = new SumSink<>(WindowResult::value);
        Pipeline pipeline = Pipeline.create("windows");
        pipeline.source("trades", trades)
                .timestamps(Timestamps.millis(Trade::time), Watermarks.boundedOutOfOrderness(ofMillis(DISORDER_MILLIS)))
                .keyBy(Trade::key)
                .window(kind.windows())
                .aggregate("count", Aggregates.count())
                .to("sum", sink);
        engine.start(pipeline, JobOptions.parallelism(1)).join();
        long expected = (long) EVENTS * kind.windowsPerEvent;
        if (sink.sum() != expected) {
            throw new IllegalStateException("the results add up to " + sink.sum() + ", and not to " + expected);
        }
        return sink.sum();
    }
}
