package io.millrace.benchmarks.micro;

import io.millrace.benchmarks.rival.Schedule;
import io.millrace.time.SystemClock;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Events at a fixed rate: how long after it was due each is seen. The load is open: the schedule does not wait for the
 * job, so that a pause counts for every event that it delays. The percentiles, in microseconds, are the secondary
 * results; the primary one is only how long the schedule is.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 3)
@Fork(
        value = 2,
        jvmArgsAppend = {"-XX:+UseParallelGC", "-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch"})
public abstract class PacedBenchmark {

    private static final long AHEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Events per second. */
    @Param({"100000", "500000"})
    public int rate;

    /** How long an iteration is. */
    @Param("5")
    public int seconds;

    /** How many events an iteration has. */
    final long events() {
        return (long) rate * seconds;
    }

    /** A schedule that begins when the job is up. */
    final Schedule schedule() {
        return new Schedule(SystemClock.INSTANCE.nanos() + AHEAD_NANOS, rate, events());
    }
}
