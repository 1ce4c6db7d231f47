package io.millrace.benchmarks.micro;

import io.millrace.Engine;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import java.util.concurrent.TimeUnit;
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
 * One hop: a batch from a source on a worker to a sink on a thread of its own, and the next one when the source has
 * seen that it has arrived. The percentiles, in microseconds, are the secondary results; the primary one is the time of
 * all hops.
 *
 * <p>{@code java -jar benchmarks.jar HopBenchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5)
@Measurement(iterations = 5)
@Fork(
        value = 2,
        jvmArgsAppend = {"-XX:+UseParallelGC", "-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch"})
public class HopBenchmark {

    /** How many hops an iteration has. */
    @Param("200000")
    public int hops;

    /** Events per batch. */
    @Param({"1", "256"})
    public int batch;

    private Engine engine;

    /** Starts the engine. */
    @Setup
    public void open() {
        engine = Engine.withWorkers(1);
    }

    /** Closes the engine. */
    @TearDown
    public void close() {
        engine.close();
    }

    /** From before the source fills the batch until the sink is given it. */
    @Benchmark
    public long oneWay(Percentiles percentiles) {
        return percentiles.take(hop().oneWay(), hops);
    }

    /** From before the source fills the batch until it sees that the batch has arrived. */
    @Benchmark
    public long roundTrip(Percentiles percentiles) {
        return percentiles.take(hop().roundTrip(), hops);
    }

    private Hops hop() {
        Hops both = new Hops(hops, batch);
        Pipeline pipeline = Pipeline.create("hop");
        pipeline.source("ping", both.source()).to("pong", both.sink());
        engine.start(pipeline, JobOptions.parallelism(1)).join();
        JobBenchmark.checked(both.arrivedEvents(), (long) hops * batch);
        return both;
    }
}
