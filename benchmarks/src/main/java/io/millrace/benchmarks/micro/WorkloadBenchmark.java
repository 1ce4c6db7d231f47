package io.millrace.benchmarks.micro;

import io.millrace.benchmarks.engine.MillraceRival;
import io.millrace.benchmarks.hand.HandRival;
import io.millrace.benchmarks.rival.Rival;
import io.millrace.benchmarks.workload.Outcome;
import io.millrace.benchmarks.workload.Tally;
import io.millrace.benchmarks.workload.Workload;
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
 * The work of {@code io.millrace.benchmarks.Compare}, once the JVM is warm: events per second, the making of each event
 * included. Five forks show what the JIT's luck is worth.
 *
 * <p>{@code java -jar benchmarks.jar WorkloadBenchmark -prof gc -p workload=tumbling}. Of the bytes per event a trade
 * takes 40; what the loop written by hand allocates beyond that are the results.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 5,
        jvmArgsAppend = {"-XX:+UseParallelGC", "-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch"})
public class WorkloadBenchmark {

    private static final int EVENTS = 1 << 23;
    private static final int READ = Part.of(EVENTS);

    /** As {@link Workload} has them. */
    @Param({"stateless", "chain", "tumbling", "tumbling-1m", "sliding", "session", "fraud"})
    public String workload;

    private final MillraceRival millrace = new MillraceRival();
    private final HandRival hand = new HandRival();
    private Workload work;
    private Outcome expected;

    /** Finds out what has to come out. */
    @Setup
    public void prepare() {
        work = Workload.of(workload);
        hand.run(work, READ, 1);
        expected = Tally.take();
    }

    /** Closes the engine. */
    @TearDown
    public void close() {
        millrace.close();
    }

    /** Source, exchange and operators in one loop. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Outcome oneTask() throws Exception {
        return run(millrace, 1);
    }

    /** Two tasks of each, the source too, on two workers. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Outcome twoTasks() throws Exception {
        return run(millrace, 2);
    }

    /** What one would write by hand for just this work. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Outcome handWrittenLoop() throws Exception {
        return run(hand, 1);
    }

    private Outcome run(Rival rival, int parallelism) throws Exception {
        rival.run(work, READ, parallelism);
        return JobBenchmark.checked(Tally.take(), expected);
    }
}
