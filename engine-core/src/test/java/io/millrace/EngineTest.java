package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.job.JobState;
import io.millrace.operator.OperatorException;
import io.millrace.sink.CollectSink;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Engines and jobs on real threads. Nothing here waits for time to pass, only for states. */
class EngineTest {

    @Test
    void shouldRunSeveralJobsOnTheSameWorkers() throws Exception {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        try (Engine engine = Engine.withWorkers(2)) {
            List<Job> jobs = new ArrayList<>();
            List<CollectSink<Integer>> sinks = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                CollectSink<Integer> sink = Sinks.collect();
                sinks.add(sink);
                Pipeline pipeline = Pipeline.create("job-" + i);
                pipeline.source("numbers", new Numbers(1_000))
                        .rebalance()
                        .peek(event -> threads.add(Thread.currentThread()))
                        .to("sink", sink);
                jobs.add(engine.start(pipeline, JobOptions.parallelism(3)));
            }
            assertThat(jobs).allMatch(job -> job.join() == JobState.FINISHED);
            assertThat(sinks)
                    .allSatisfy(sink -> assertThat(sink.values())
                            .containsExactlyInAnyOrderElementsOf(
                                    IntStream.rangeClosed(1, 1_000).boxed().toList()));
        }
        assertThat(threads).hasSizeLessThanOrEqualTo(2).noneMatch(Thread::isAlive);
    }

    @Test
    void shouldRunJobsWhenItsWorkersNeverPark() throws Exception {
        CollectSink<Integer> sink = Sinks.collect();
        Pipeline pipeline = Pipeline.create("spinning");
        pipeline.source("numbers", new Numbers(1_000)).rebalance().to("sink", sink);
        try (Engine engine = Engine.spinning(2)) {
            assertThat(engine.start(pipeline, JobOptions.parallelism(2)).join()).isEqualTo(JobState.FINISHED);
        }
        assertThat(sink.values()).hasSize(1_000);
    }

    @Test
    void shouldRefuseToHaveNoWorkers() {
        assertThatThrownBy(() -> Engine.withWorkers(0)).hasMessage("an engine needs at least one worker, not 0");
        assertThatThrownBy(() -> Engine.spinning(0)).hasMessage("an engine needs at least one worker, not 0");
    }

    @Test
    void shouldSayWhatItIs() {
        Engine parking = Engine.withWorkers(3);
        Engine spinning = Engine.spinning(1);
        try (parking;
                spinning) {
            assertThat(parking).hasToString("Engine of 3 workers");
            assertThat(spinning).hasToString("Engine of 1 spinning workers");
        }
        assertThat(spinning).hasToString("Engine of 1 spinning workers, closed");
    }

    @Test
    void shouldLeaveOtherJobsAloneWhenOneFails() throws Exception {
        try (Engine engine = Engine.withWorkers(1)) {
            PushSource<Integer> push = Sources.push(16);
            BlockingQueue<Integer> results = new LinkedBlockingQueue<>();
            Pipeline living = Pipeline.create("living");
            living.source("push", push).to("sink", Sinks.queue(results));
            Job alive = engine.start(living);

            Pipeline failing = Pipeline.create("failing");
            failing.source("numbers", new Numbers(10))
                    .map(EngineTest::recurseForEver)
                    .named("deep")
                    .to("sink", Sinks.discard());
            Job failed = engine.start(failing);
            assertThatThrownBy(failed::join)
                    .isInstanceOf(OperatorException.class)
                    .hasMessageContaining("'deep'")
                    .hasCauseInstanceOf(StackOverflowError.class);
            assertThat(failed.state()).isEqualTo(JobState.FAILED);

            push.emit(42);
            assertThat(results.take()).isEqualTo(42);
            assertThat(alive.state()).isEqualTo(JobState.RUNNING);
            push.complete();
            assertThat(alive.join()).isEqualTo(JobState.FINISHED);
        }
    }

    private static int recurseForEver(int number) {
        return number == 0 ? number : recurseForEver(number) + 1;
    }

    @Test
    void shouldCancelJobsAndEndThreadsWhenClosed() throws Exception {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        PushSource<Integer> push = Sources.push(16);
        CountDownLatch arrived = new CountDownLatch(1);
        Pipeline pipeline = Pipeline.create("endless");
        pipeline.source("push", push)
                .peek(event -> threads.add(Thread.currentThread()))
                .to("sink", Sinks.blockingCallback(event -> {
                    threads.add(Thread.currentThread());
                    arrived.countDown();
                    new CountDownLatch(1).await();
                }));
        Engine engine = Engine.withWorkers(1);
        Job job = engine.start(pipeline);
        push.emit(1);
        arrived.await();
        engine.close();
        engine.close();
        assertThat(job.state()).isEqualTo(JobState.CANCELLED);
        assertThat(job.join()).isEqualTo(JobState.CANCELLED);
        assertThat(threads).hasSize(2).noneMatch(Thread::isAlive);
        assertThatThrownBy(() -> push.emit(2)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> engine.start(pipeline))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void shouldEndItsThreadsWhenAnInterruptedThreadClosesIt() throws Exception {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        PushSource<Integer> push = Sources.push(16);
        BlockingQueue<Integer> results = new LinkedBlockingQueue<>();
        Pipeline pipeline = Pipeline.create("endless");
        pipeline.source("push", push)
                .peek(event -> threads.add(Thread.currentThread()))
                .to("sink", Sinks.queue(results));
        Engine engine = Engine.withWorkers(1);
        engine.start(pipeline);
        push.emit(1);
        results.take();
        Thread.currentThread().interrupt();
        try {
            engine.close();
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("interrupted");
        }
        assertThat(Thread.interrupted()).isTrue();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void shouldEndAJobWhoseSinkIsBlocked() throws Exception {
        try (Engine engine = Engine.withWorkers(1)) {
            BlockingQueue<Integer> full = new ArrayBlockingQueue<>(1);
            Pipeline pipeline = Pipeline.create("blocked");
            pipeline.source("numbers", new Numbers(Integer.MAX_VALUE)).to("sink", Sinks.queue(full));
            Job job = engine.start(pipeline);
            spinUntil(() -> full.remainingCapacity() == 0
                    && job.metrics().edges().get(0).batches() > 0);
            job.close();
            assertThat(job.state()).isEqualTo(JobState.CANCELLED);
        }
    }

    @Test
    void shouldNotBeInterruptedWhileClosing() throws Exception {
        try (Engine engine = Engine.withWorkers(1)) {
            CountDownLatch writing = new CountDownLatch(1);
            AtomicInteger closed = new AtomicInteger();
            Pipeline pipeline = Pipeline.create("blocked");
            pipeline.source("numbers", new Numbers(1)).to("sink", new StubbornSink(writing, closed));
            Job job = engine.start(pipeline);
            writing.await();
            job.close();
            assertThat(closed).as("1: closed without being interrupted").hasValue(1);
        }
    }

    @Test
    void shouldLetSeveralThreadsJoin() throws Exception {
        try (Engine engine = Engine.withWorkers(1)) {
            PushSource<Integer> push = Sources.push(1);
            Pipeline pipeline = Pipeline.create("joined");
            pipeline.source("push", push).to("sink", Sinks.discard());
            Job job = engine.start(pipeline);
            List<FutureTask<JobState>> joins = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                FutureTask<JobState> join = new FutureTask<>(job::join);
                joins.add(join);
                new Thread(join, "joiner-" + i).start();
            }
            push.complete();
            for (FutureTask<JobState> join : joins) {
                assertThat(join.get()).isEqualTo(JobState.FINISHED);
            }
            CompletableFuture<JobState> end = job.onEnd().toCompletableFuture();
            assertThat(end.get()).isEqualTo(JobState.FINISHED);
        }
    }

    @Test
    void shouldLetAFunctionCancelItsOwnJob() {
        try (Engine engine = Engine.withWorkers(1)) {
            CompletableFuture<Job> self = new CompletableFuture<>();
            Pipeline pipeline = Pipeline.create("self");
            pipeline.source("numbers", new Numbers(Integer.MAX_VALUE))
                    .peek(event -> self.get().cancel())
                    .to("sink", Sinks.discard());
            Job job = engine.start(pipeline);
            self.complete(job);
            assertThat(job.join()).isEqualTo(JobState.CANCELLED);
        }
    }

    @Test
    void shouldLeaveNothingBehindWhenAThousandEnginesAreClosed() {
        List<WeakReference<Object>> engines = new ArrayList<>();
        Set<String> names = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 1_000; i++) {
            engines.add(new WeakReference<>(engineThatRan(names)));
        }
        assertThat(names).hasSizeGreaterThanOrEqualTo(1_000);
        Set<String> alive = Thread.getAllStackTraces().keySet().stream()
                .map(EngineTest::engineOf)
                .collect(Collectors.toSet());
        assertThat(names).doesNotContainAnyElementsOf(alive);
        for (int attempt = 0; attempt < 20 && engines.stream().anyMatch(each -> each.get() != null); attempt++) {
            System.gc();
        }
        assertThat(engines).allMatch(engine -> engine.get() == null);
    }

    private static Engine engineThatRan(Set<String> names) {
        Engine engine = Engine.withWorkers(2);
        Pipeline pipeline = Pipeline.create("short");
        pipeline.source("numbers", new Numbers(3))
                .to("sink", Sinks.blockingCallback(event -> names.add(engineOf(Thread.currentThread()))));
        Job job = engine.start(pipeline);
        job.join();
        engine.close();
        return engine;
    }

    /** The part of a thread's name that all threads of an engine share, and no others. */
    private static String engineOf(Thread thread) {
        String[] parts = thread.getName().split("-", 3);
        return parts.length < 3 ? thread.getName() : parts[0] + "-" + parts[1];
    }

    private static void spinUntil(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }
}
