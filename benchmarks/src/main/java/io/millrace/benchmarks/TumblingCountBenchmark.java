package io.millrace.benchmarks;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.WindowResult;
import io.millrace.window.Windows;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
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
 * Counts trades per key in tumbling windows of 10 seconds: events per second through a whole job, generator included.
 * {@code -prof gc} shows the bytes per event, of which the event itself takes 40.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 5)
@Measurement(iterations = 5, time = 5)
@Fork(
        value = 3,
        jvmArgsAppend = {"-XX:+UseParallelGC", "-Xms6g", "-Xmx6g"})
public class TumblingCountBenchmark {

    private static final int EVENTS = 50_000_000;
    private static final long WINDOW_MILLIS = 10_000;
    private static final long DISORDER_MILLIS = 31;

    /** The distinct keys. */
    @Param("1000")
    public int keys;

    private Trades trades;
    private Engine engine;

    /** Makes the source and starts the engine. */
    @Setup
    public void open() {
        trades = new Trades(EVENTS, keys);
        engine = Engine.create();
    }

    /** Closes the engine. */
    @TearDown
    public void close() {
        engine.close();
    }

    /** Source, exchange and windows in one loop. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long oneTask() {
        return count(1);
    }

    /** The source in one task, windows in two. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long twoTasks() {
        return count(2);
    }

    private long count(int parallelism) {
        SumSink<WindowResult<String, Long>> sink = new SumSink<>(WindowResult::value);
        Pipeline pipeline = Pipeline.create("tumbling-count");
        pipeline.source("trades", trades)
                .timestamps(Timestamps.millis(Trade::time), Watermarks.boundedOutOfOrderness(ofMillis(DISORDER_MILLIS)))
                .keyBy(Trade::key)
                .window(Windows.tumbling(ofSeconds(10)))
                .aggregate("count", Aggregates.count())
                .to("sum", sink);
        Job job = engine.start(pipeline, JobOptions.parallelism(parallelism));
        job.join();
        return checked(sink.sum());
    }

    /** What one would write by hand for just this job. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long handWrittenLoop() {
        NavigableMap<Long, Map<String, long[]>> windows = new TreeMap<>();
        long random = Trades.FIRST_RANDOM;
        long watermark = Long.MIN_VALUE;
        long currentStart = Long.MIN_VALUE;
        Map<String, long[]> current = null;
        long sum = 0;
        for (long i = 0; i < EVENTS; i++) {
            random = Trades.nextRandom(random);
            Trade trade = Trades.trade(random, i, trades.keys());
            long start = trade.time() - Math.floorMod(trade.time(), WINDOW_MILLIS);
            if (start != currentStart) {
                currentStart = start;
                current = windows.computeIfAbsent(start, unused -> new HashMap<>());
            }
            current.computeIfAbsent(trade.key(), unused -> new long[1])[0]++;
            watermark = Math.max(watermark, trade.time() - DISORDER_MILLIS - 1);
            sum += fire(windows, watermark);
        }
        return checked(sum + fire(windows, Long.MAX_VALUE));
    }

    private static long fire(NavigableMap<Long, Map<String, long[]>> windows, long watermark) {
        long sum = 0;
        while (!windows.isEmpty() && windows.firstKey() + WINDOW_MILLIS - 1 <= watermark) {
            for (long[] count : windows.pollFirstEntry().getValue().values()) {
                sum += count[0];
            }
        }
        return sum;
    }

    private static long checked(long sum) {
        if (sum != EVENTS) {
            throw new IllegalStateException(sum + " events were counted, and not " + EVENTS);
        }
        return sum;
    }
}
