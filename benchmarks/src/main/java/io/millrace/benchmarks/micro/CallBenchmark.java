package io.millrace.benchmarks.micro;

import io.millrace.AsyncStream;
import io.millrace.Pipeline;
import io.millrace.function.Fn;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Calls of a service by one task, 64 in flight: nanoseconds per call. What is answered at once shows what a call costs the
 * task; what another thread answers as fast as it can, what the way back costs as well; and of a service that takes a
 * millisecond no more than 64,000 calls a second can be had, at 15,625 ns each, while the worker sleeps between them.
 *
 * <p>{@code java -jar benchmarks.jar CallBenchmark -prof gc}
 */
public class CallBenchmark extends JobBenchmark {

    private static final int FAST = 1 << 20;
    private static final int FAST_READ = Part.of(FAST);
    private static final int SLOW = 1 << 16;
    private static final int SLOW_READ = Part.of(SLOW);
    private static final int IN_FLIGHT = 64;

    /** Whether results are in the order of the events. */
    @Param({"true", "false"})
    public boolean ordered;

    private final LongAdder results = new LongAdder();
    private SlowService service;

    /** Starts the threads that answer. */
    @Setup
    public void openService() {
        service = new SlowService();
    }

    /** Ends them. */
    @TearDown
    public void closeService() throws InterruptedException {
        service.close();
    }

    /** Answered by the time the function returns. */
    @Benchmark
    @OperationsPerInvocation(FAST)
    public long answeredAtOnce() {
        return calls(FAST_READ, CompletableFuture::completedFuture);
    }

    /** Answered by another thread as soon as it comes to it. */
    @Benchmark
    @OperationsPerInvocation(FAST)
    public long answeredByAnotherThread() {
        return calls(FAST_READ, event -> service.answer(event, 0));
    }

    /** Answered by another thread a millisecond later. */
    @Benchmark
    @OperationsPerInvocation(SLOW)
    public long answeredAfterAMillisecond() {
        return calls(SLOW_READ, event -> service.answer(event, TimeUnit.MILLISECONDS.toNanos(1)));
    }

    /** The same by a loop with a semaphore, whose results are in no order: what the service takes is in it, too. */
    @Benchmark
    @OperationsPerInvocation(FAST)
    public long answeredByAnotherThreadByHand() throws InterruptedException {
        return callsByHand(FAST_READ, 0);
    }

    /** The same by a loop. */
    @Benchmark
    @OperationsPerInvocation(SLOW)
    public long answeredAfterAMillisecondByHand() throws InterruptedException {
        return callsByHand(SLOW_READ, TimeUnit.MILLISECONDS.toNanos(1));
    }

    private long callsByHand(int count, long takesNanos) throws InterruptedException {
        results.reset();
        Semaphore places = new Semaphore(IN_FLIGHT);
        for (long event = 0; event < count; event++) {
            places.acquire();
            CompletionStage<Void> unused = service.answer(event, takesNanos).thenAccept(answer -> {
                results.add(answer);
                places.release();
            });
        }
        places.acquire(IN_FLIGHT);
        return checked(results.sum(), (long) count * (count - 1) / 2);
    }

    private long calls(int count, Fn<Long, CompletionStage<Long>> function) {
        results.reset();
        Pipeline pipeline = Pipeline.create("calls");
        AsyncStream<Long, Long> answers = pipeline.source(
                        "events", Sources.generate(index -> index).count(count))
                .mapAsync("calls", function)
                .inFlight(IN_FLIGHT);
        (ordered ? answers : answers.unordered()).to("results", Sinks.callback(results::add));
        run(pipeline, 1);
        return checked(results.sum(), (long) count * (count - 1) / 2);
    }
}
