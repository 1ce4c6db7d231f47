package io.millrace.benchmarks.micro;

import io.millrace.Engine;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.benchmarks.workload.Outcome;
import io.millrace.benchmarks.workload.Tally;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Whole jobs, one after the other, in an engine that is up: nanoseconds per event unless a subclass says otherwise. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 3,
        jvmArgsAppend = {"-XX:+UseParallelGC", "-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch"})
public abstract class JobBenchmark {

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

    /** Runs a job to its end; returns what came to its sinks, if these are of the comparison. */
    final Outcome run(Pipeline pipeline, int parallelism) {
        engine.start(pipeline, JobOptions.parallelism(parallelism)).join();
        return Tally.take();
    }

    /** Fails the benchmark when events were lost, or came twice. */
    static <T> T checked(T actual, T expected) {
        if (!actual.equals(expected)) {
            throw new IllegalStateException("the results are " + actual + ", and not " + expected);
        }
        return actual;
    }
}
