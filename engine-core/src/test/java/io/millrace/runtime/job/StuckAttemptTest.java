package io.millrace.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Pipeline;
import io.millrace.job.JobState;
import io.millrace.runtime.JobContext.JobSettings;
import io.millrace.runtime.JobStatus.StopMode;
import io.millrace.runtime.schedule.WorkerPool;
import io.millrace.sink.Sink;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Restart;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.state.testing.SimulatedDisk;
import io.millrace.testing.ManualClock;
import io.millrace.testing.Simulation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A function that does not return does not keep its job from being started again, nor other jobs from running. */
@Timeout(60)
class StuckAttemptTest {

    private static final Duration GRACE = Duration.ofSeconds(10);

    private final ManualClock clock = ManualClock.startingAt(Instant.EPOCH);
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    private final WorkerPool pool = new WorkerPool("stuck", 1, clock, target -> {
        Thread thread = new Thread(target);
        thread.setDaemon(true);
        threads.add(thread);
        return thread;
    });
    private final CountDownLatch stuck = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch returned = new CountDownLatch(1);
    private final AtomicBoolean first = new AtomicBoolean(true);
    private final BlockingQueue<Long> results = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        release.countDown();
        pool.close();
    }

    /** Does not return the first time that it is called, however often it is interrupted. */
    private Long hang(Long event) {
        if (first.getAndSet(false)) {
            stuck.countDown();
            boolean released = false;
            while (!released) {
                try {
                    release.await();
                    released = true;
                } catch (InterruptedException e) {
                    // Deaf on purpose.
                }
            }
            returned.countDown();
        }
        return event;
    }

    private Supervisor start(Pipeline pipeline) {
        return new Supervisor(
                        pipeline.graph().validated(),
                        JobSettings.of(1, 1, 4),
                        pool,
                        Optional.of(Snapshots.in(new SimulatedDisk(), Path.of("/snapshots"))
                                .onDemand()),
                        Restart.fixedDelay(1, Duration.ZERO),
                        List.of())
                .start();
    }

    /** Advances the clock until the job has got over the grace period, which it begins when it likes. */
    private void letTheGracePeriodPass(Supervisor job, JobAttempt attempt) throws InterruptedException {
        while (job.attempt() == attempt) {
            clock.advance(GRACE);
            threads.forEach(LockSupport::unpark);
            Thread.onSpinWait();
        }
    }

    /** The other branch of a job, which fails when it is told to. */
    private static void failingBranch(Pipeline pipeline, PushSource<Long> failures) {
        pipeline.source("failures", failures)
                .map(event -> {
                    if (event < 0) {
                        throw new IllegalStateException("on purpose");
                    }
                    return event;
                })
                .to("nothing", Sinks.blockingCallback(event -> {}));
    }

    @Test
    void shouldGoOnWithAnotherThreadWhenAFunctionDoesNotReturn() throws Exception {
        PushSource<Long> numbers = Sources.push(16);
        PushSource<Long> others = Sources.push(16);
        Pipeline other = Pipeline.create("other");
        other.source("others", others).to("results", Sinks.queue(results));
        Supervisor otherJob = start(other);
        Pipeline pipeline = Pipeline.create("hanging");
        pipeline.source("numbers", numbers).map(this::hang).to("results", Sinks.queue(results));
        Supervisor job = start(pipeline);
        JobAttempt attempt = job.attempt();

        numbers.emit(1L);
        stuck.await();
        attempt.fail(new IllegalStateException("on purpose"));
        assertThat(job.state()).isEqualTo(JobState.RESTARTING);
        letTheGracePeriodPass(job, attempt);

        numbers.emit(2L);
        assertThat(results.take()).isEqualTo(2);
        others.emit(3L);
        assertThat(results.take()).isEqualTo(3);

        release.countDown();
        returned.await();
        numbers.complete();
        others.complete();
        assertThat(job.end().get()).isEqualTo(JobState.FINISHED);
        assertThat(otherJob.end().get()).isEqualTo(JobState.FINISHED);
        pool.close();
        assertThat(threads).noneMatch(Thread::isAlive);
        assertThat(results).as("what the function was given before").isEmpty();
        assertThat(attempt.openUnits()).isEmpty();
        assertThat(attempt.failure()).hasMessage("on purpose").hasNoSuppressedExceptions();
    }

    @Test
    void shouldGoOnWhenASinkDoesNotReturn() throws Exception {
        PushSource<Long> numbers = Sources.push(16);
        PushSource<Long> failures = Sources.push(16);
        Sink<Long> sink = Sinks.blockingCallback(event -> results.add(hang(event)));
        Pipeline pipeline = Pipeline.create("hanging");
        pipeline.source("numbers", numbers).to("results", sink);
        failingBranch(pipeline, failures);
        Supervisor job = start(pipeline);
        JobAttempt attempt = job.attempt();

        numbers.emit(1L);
        stuck.await();
        failures.emit(-1L);
        letTheGracePeriodPass(job, attempt);
        numbers.emit(2L);
        assertThat(results.take()).isEqualTo(2);

        release.countDown();
        returned.await();
        numbers.complete();
        failures.complete();
        assertThat(job.end().get()).isEqualTo(JobState.FINISHED);
        pool.close();
        assertThat(threads).noneMatch(Thread::isAlive);
        assertThat(attempt.openUnits()).isEmpty();
    }

    /** Advances the clock until something has come of it. */
    private void letTheGracePeriodPassUntil(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            clock.advance(GRACE);
            threads.forEach(LockSupport::unpark);
            Thread.onSpinWait();
        }
    }

    private Supervisor startWithoutRestart(Pipeline pipeline) {
        return new Supervisor(
                        pipeline.graph().validated(),
                        JobSettings.of(1, 1, 4),
                        pool,
                        Optional.empty(),
                        Restart.none(),
                        List.of())
                .start();
    }

    private Supervisor startHanging(PushSource<Long> numbers) {
        Pipeline pipeline = Pipeline.create("hanging");
        pipeline.source("numbers", numbers).map(this::hang).named("hangs").to("out", Sinks.queue(results));
        return startWithoutRestart(pipeline);
    }

    private Supervisor startCounting(PushSource<Long> numbers, Queue<Long> counted) {
        Pipeline pipeline = Pipeline.create("counting");
        pipeline.source("numbers", numbers).to("out", Sinks.callback(counted::add));
        return startWithoutRestart(pipeline);
    }

    @ParameterizedTest
    @EnumSource(
            value = JobState.class,
            names = {"CANCELLED", "FAILED"})
    void shouldRunOtherJobsWhenAFunctionOfOneThatIsOverDoesNotReturn(JobState end) throws Exception {
        PushSource<Long> numbers = Sources.push(16);
        PushSource<Long> others = Sources.push(16);
        Queue<Long> counted = new ConcurrentLinkedQueue<>();
        Supervisor hanging = startHanging(numbers);
        Supervisor counting = startCounting(others, counted);
        numbers.emit(1L);
        stuck.await();
        others.emit(2L);
        if (end == JobState.CANCELLED) {
            hanging.cancel();
        } else {
            hanging.attempt().fail(new IllegalStateException("on purpose"));
        }

        letTheGracePeriodPassUntil(() -> !counted.isEmpty());
        assertThat(hanging.openUnits())
                .singleElement()
                .asString()
                .contains(" in 'hangs', whose thread is at:", "StuckAttemptTest.hang(");
        assertThat(hanging.state().isTerminal()).as("a function of it runs").isFalse();
        Supervisor later = startCounting(Sources.push(16), counted);
        later.stop(StopMode.STOP);
        assertThat(later.end().get()).as("started since").isEqualTo(JobState.FINISHED);

        release.countDown();
        assertThat(hanging.end().get()).isEqualTo(end);
        others.emit(3L);
        others.complete();
        assertThat(counting.end().get()).isEqualTo(JobState.FINISHED);
        assertThat(counted).containsExactly(2L, 3L);
        pool.close();
        assertThat(threads).noneMatch(Thread::isAlive);
        assertThat(results).isEmpty();
    }

    @Test
    void shouldCloseJobsBesideOneWhoseFunctionDoesNotReturn() throws Exception {
        PushSource<Long> numbers = Sources.push(16);
        Supervisor hanging = startHanging(numbers);
        Supervisor counting = startCounting(Sources.push(16), new ConcurrentLinkedQueue<>());
        numbers.emit(1L);
        stuck.await();
        counting.cancel();
        letTheGracePeriodPassUntil(counting.end()::isDone);
        assertThat(counting.end().get()).isEqualTo(JobState.CANCELLED);
        assertThat(hanging.state()).isEqualTo(JobState.RUNNING);

        release.countDown();
        for (long number = 2; number < 1_000; number++) {
            numbers.emit(number);
        }
        numbers.complete();
        assertThat(hanging.end().get()).isEqualTo(JobState.FINISHED);
        assertThat(results)
                .containsExactlyElementsOf(LongStream.range(1, 1_000).boxed().toList());
        pool.close();
        assertThat(threads).noneMatch(Thread::isAlive);
    }

    @Test
    void shouldInterruptAFunctionThatBlocksOnceNobodyElseIsOnItsThread() throws Exception {
        PushSource<Long> numbers = Sources.push(16);
        Pipeline pipeline = Pipeline.create("blocked");
        pipeline.source("numbers", numbers)
                .peek(event -> {
                    stuck.countDown();
                    new CountDownLatch(1).await();
                })
                .to("out", Sinks.discard());
        Supervisor job = startWithoutRestart(pipeline);
        numbers.emit(1L);
        stuck.await();
        job.cancel();
        letTheGracePeriodPassUntil(job.end()::isDone);
        assertThat(job.end().get()).isEqualTo(JobState.CANCELLED);
        assertThat(job.failure()).isNull();
    }

    @Test
    void shouldNotWaitForTasksThatAreHeldWhenItStartsAgain() {
        AtomicBoolean fails = new AtomicBoolean();
        Pipeline pipeline = Pipeline.create("held");
        pipeline.source("numbers", Sources.generate(index -> index).count(50))
                .map(number -> {
                    if (fails.getAndSet(false)) {
                        throw new IllegalStateException("on purpose");
                    }
                    return number;
                })
                .to("out", Sinks.blockingCallback(event -> {}));
        Simulation run = Simulation.of(pipeline)
                .parallelism(1)
                .edgeCapacity(1)
                .batchSize(1)
                .snapshots(Duration.ofSeconds(1))
                .restart(Restart.fixedDelay(1, Duration.ZERO));
        run.steps(3).hold("out").settle();
        fails.set(true);
        run.release("out");
        while (fails.get()) {
            run.steps(1);
        }
        run.hold("out");
        List<Object> expected = LongStream.range(0, 50).<Object>mapToObj(n -> n).toList();
        run.run();
        run.release("out").settle();
        assertThat(run.state()).isEqualTo(JobState.FINISHED);
        assertThat(run.output("out")).containsExactlyElementsOf(expected);
    }
}
