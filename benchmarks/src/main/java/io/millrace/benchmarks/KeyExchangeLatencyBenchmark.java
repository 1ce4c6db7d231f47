package io.millrace.benchmarks;

import io.millrace.Engine;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.operator.Batch;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.source.Fetch;
import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.state.ValueState;
import io.millrace.time.Clock;
import io.millrace.time.SystemClock;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
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
 * Events at a fixed rate through one key exchange: from when an event is due until a sink has seen the running count of
 * its key. The load is open: the schedule does not wait for the job, so that a pause counts for every event that it
 * delays. The percentiles are the secondary results, in microseconds.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 3)
@Fork(
        value = 2,
        jvmArgsAppend = {"-XX:+UseG1GC", "-Xms2g", "-Xmx2g"})
public class KeyExchangeLatencyBenchmark {

    private static final int SECONDS = 5;
    private static final int KEYS = 10_000;

    /** Events per second. */
    @Param({"100000", "500000"})
    public int rate;

    private Engine engine;

    /** Starts the engine. */
    @Setup
    public void open() {
        engine = Engine.create();
    }

    /** Closes the engine. */
    @TearDown
    public void close() {
        engine.close();
    }

    /** Runs for five seconds. */
    @Benchmark
    public long dueToCounted(Percentiles percentiles) {
        long events = (long) rate * SECONDS;
        Histogram histogram = percentiles.histogram;
        Pipeline pipeline = Pipeline.create("latency");
        pipeline.source("due", new Schedule(events, rate))
                .keyBy(Due::key)
                .process("running-count", RunningCount::new)
                .to("seen", new SumSink<>((Counted counted) -> {
                    histogram.recordValue(
                            SystemClock.INSTANCE.nanos() - counted.due().nanos());
                    return 1;
                }));
        engine.start(pipeline, JobOptions.parallelism(2)).join();
        if (histogram.getTotalCount() != events) {
            throw new IllegalStateException(histogram.getTotalCount() + " events arrived, and not " + events);
        }
        return events;
    }

    /** The latencies of one iteration. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Percentiles {

        private static final long HIGHEST_NANOS = TimeUnit.MINUTES.toNanos(1);

        private Histogram histogram;

        /** Forgets the last iteration. */
        @Setup(Level.Iteration)
        public void reset() {
            histogram = new ConcurrentHistogram(HIGHEST_NANOS, 3);
        }

        /** The median. */
        public double p50() {
            return micros(50);
        }

        /** 99 %. */
        public double p99() {
            return micros(99);
        }

        /** 99.9 %. */
        public double p999() {
            return micros(99.9);
        }

        /** 99.99 %. */
        public double p9999() {
            return micros(99.99);
        }

        private double micros(double percentile) {
            return histogram.getValueAtPercentile(percentile) / 1e3;
        }
    }

    private record Due(int key, long nanos) {}

    private record Counted(Due due, long count) {}

    private static final class RunningCount extends KeyedProcess<Integer, Due, Counted> {

        private final ValueState<Long> count = value("count", Long.class);

        @Override
        protected void process(Due due, KeyedContext<Integer> context, Emitter<Counted> out) {
            long counted = count.getOr(0L) + 1;
            count.set(counted);
            out.emit(new Counted(due, counted));
        }
    }

    /** Emits each event when it is due, however late that is. */
    private record Schedule(long events, int rate) implements Source<Due> {

        @Override
        public SourceReader<Due> open(SourceContext context) {
            Clock clock = context.clock();
            long start = clock.nanos();
            return new SourceReader<>() {

                private long index;

                @Override
                public Fetch fetch(Batch<Due> batch) {
                    long now = clock.nanos();
                    long due = dueAt(index);
                    while (due <= now && !batch.isFull() && index < events) {
                        batch.add(new Due((int) (index * 31 % KEYS), due));
                        due = dueAt(++index);
                    }
                    // Never WAIT: the schedule is denser than the precision of a timed park.
                    return index < events ? Fetch.MORE : Fetch.END;
                }

                private long dueAt(long event) {
                    return start + event * TimeUnit.SECONDS.toNanos(1) / rate;
                }
            };
        }
    }
}
