package io.millrace.benchmarks.micro;

import static java.time.Duration.ofMillis;

import io.millrace.Engine;
import io.millrace.EventStream;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.benchmarks.workload.Checksum;
import io.millrace.source.Sources;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.view.TableView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Reads of a live view, of a key drawn at random, by one thread, while one worker writes it as fast as it can, or when that has ended: nanoseconds per read. 50 ns are 20 M reads a second.
 *
 * <p>{@code java -jar benchmarks.jar ViewBenchmark -prof gc}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        jvmArgsAppend = {"-XX:+UseParallelGC", "-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch"})
public class ViewBenchmark {

    private static final int ASKED = 1 << 16;
    private static final int TOGETHER = 16;
    private static final long PER_MILLI = 1_000;
    private static final long PAUSE_NANOS = 1_000_000;

    private record Row(long key, long number) {}

    /** How many keys there are. */
    @Param({"1000", "100000"})
    public int keys;

    /** Whether the view is being written. */
    @Param({"true", "false"})
    public boolean written;

    private final Long[] asked = new Long[ASKED];
    private final List<List<Long>> askedTogether = new ArrayList<>();
    private final Map<Long, Row> map = new ConcurrentHashMap<>();
    private Engine engine;
    private Job job;
    private TableView<Long, Row> view;
    private int next;

    /** Starts the job, and waits until all keys have rows. */
    @Setup
    public void open() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < ASKED; i++) {
            asked[i] = (long) random.nextInt(keys);
        }
        List<Long> all = List.of(asked);
        for (int i = 0; i < ASKED; i += TOGETHER) {
            askedTogether.add(all.subList(i, i + TOGETHER));
        }
        for (long key = 0; key < keys; key++) {
            map.put(key, new Row(key, 0));
        }
        engine = Engine.withWorkers(1);
        job = engine.start(pipeline(), JobOptions.parallelism(1));
        view = job.view("rows", Long.class, Row.class);
        if (!written) {
            job.join();
        }
        for (long key = 0; key < keys; key++) {
            while (view.get(key) == null) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private Pipeline pipeline() {
        Pipeline pipeline = Pipeline.create("written");
        EventStream<Row> rows = pipeline.source(
                        "rows written",
                        Sources.generate(index -> new Row(keyOf(index), index))
                                .count(written ? Long.MAX_VALUE : 2L * keys))
                .timestamps(
                        Timestamps.millis(row -> row.number() / PER_MILLI),
                        Watermarks.boundedOutOfOrderness(ofMillis(1)));
        rows.keyBy(Row::key).view("rows", row -> row, Row.class);
        return pipeline;
    }

    /** All keys first. */
    private long keyOf(long index) {
        return index < keys ? index : (Checksum.of(index, 5, 7) >>> 8) % keys;
    }

    /** Ends the job. */
    @TearDown
    public void close() {
        job.cancel();
        engine.close();
    }

    /** The row of a key. */
    @Benchmark
    public Row get() {
        next = (next + 1) & (ASKED - 1);
        return view.get(asked[next]);
    }

    /** The rows of 16 keys, all of one time. */
    @Benchmark
    public Map<Long, Row> getAll() {
        next = (next + 1) & (ASKED / TOGETHER - 1);
        return view.getAll(askedTogether.get(next));
    }

    /** The row of a key out of a concurrent map that nobody writes. */
    @Benchmark
    public Row mapByHand() {
        next = (next + 1) & (ASKED - 1);
        return map.get(asked[next]);
    }
}
