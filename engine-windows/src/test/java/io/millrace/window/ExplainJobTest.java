package io.millrace.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.job.JobState;
import io.millrace.metrics.Explanation;
import io.millrace.metrics.Explanation.Cause;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Asking jobs that run on threads, and asking for what is not there. */
class ExplainJobTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Pipeline pipeline = Pipeline.create("numbers");
    private final PushSource<Long> numbers = Sources.push(1_024);

    @Test
    void shouldAnswerWhileTheJobRuns() {
        WindowedResults<Long, Long, Long> counts = perSecond(10);
        counts.to("results", Sinks.discard());
        try (Engine engine = Engine.withWorkers(2);
                Job job = engine.start(pipeline, JobOptions.parallelism(2))) {
            for (long number = 0; number < 100; number++) {
                numbers.emit(number);
            }
            awaitWatermark(job, 98);
            for (long key = 0; key < 10; key++) {
                Explanation explanation = job.explain("counts", key);
                assertThat(explanation.cause()).isEqualTo(Cause.NEEDS_NEWER_EVENTS);
                assertThat(explanation.neededWatermark()).contains(Instant.ofEpochMilli(999));
                assertThat(explanation.watermark()).contains(Instant.ofEpochMilli(98));
                assertThat(explanation.heldBackBy()).contains("source 'numbers' (task numbers-0)");
            }
            job.drain();
            assertThat(job.join()).isEqualTo(JobState.FINISHED);
            assertThat(job.explain("counts", 0L).cause()).isEqualTo(Cause.JOB_ENDED);
        }
    }

    /** Every task has to have come so far before a text can be told for certain. */
    private static void awaitWatermark(Job job, long watermark) {
        while (job.metrics().tasks().stream()
                        .filter(task -> task.task().startsWith("counts"))
                        .filter(task -> task.watermark().equals(Optional.of(Instant.ofEpochMilli(watermark))))
                        .count()
                < 2) {
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldNameTheFunctionThatDoesNotReturn() throws Exception {
        CountDownLatch standing = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        perSecond(1).to("results", Sinks.blockingCallback(result -> {
            standing.countDown();
            released.await();
        }));
        JobOptions options = JobOptions.parallelism(1).withBatchSize(1).withEdgeCapacity(1);
        try (Engine engine = Engine.withWorkers(1);
                Job job = engine.start(pipeline, options)) {
            for (long second = 0; second < 200; second++) {
                numbers.emit(second * 1_000);
            }
            standing.await();
            Explanation explanation = job.explain("counts", 0L);
            while (explanation.cause() != Cause.BLOCKED) {
                explanation = job.explain("counts", 0L);
            }
            assertThat(explanation.heldBackBy()).contains("results-0");
            assertThat(explanation.toString())
                    .contains("task results-0 takes nothing more: a function in it does not return")
                    .contains("java.util.concurrent.CountDownLatch.await")
                    .contains("To do: make results-0 faster");
            released.countDown();
            job.drain();
            job.join();
        }
    }

    @Test
    void shouldNotDisturbAJobAtFullLoad() {
        long events = 400_000;
        Map<Long, Long> counted = new TreeMap<>();
        pipeline.source("generated", Sources.generate(index -> index).count(events))
                .timestamps(Timestamps.millis(number -> number), Watermarks.ascending())
                .keyBy(number -> number % 10, Long.class)
                .window(Windows.<Long, Long>tumbling(SECOND))
                .aggregate("counts", Aggregates.count())
                .to("results", Sinks.callback(result -> {
                    synchronized (counted) {
                        counted.merge(result.key(), result.value(), Long::sum);
                    }
                }));
        try (Engine engine = Engine.withWorkers(2);
                Job job = engine.start(pipeline, JobOptions.parallelism(2))) {
            long asked = 0;
            while (!job.state().isTerminal()) {
                assertThat(job.explain("counts", asked++ % 10)).isNotNull();
            }
            assertThat(job.join()).isEqualTo(JobState.FINISHED);
        }
        assertThat(counted)
                .hasSize(10)
                .allSatisfy((key, count) -> assertThat(count).isEqualTo(events / 10));
    }

    @Test
    void shouldRefuseAThreadOfTheEngine() throws Exception {
        CompletableFuture<Job> started = new CompletableFuture<>();
        CompletableFuture<Throwable> refusal = new CompletableFuture<>();
        pipeline.source("numbers", numbers)
                .timestamps(Timestamps.millis(number -> number), Watermarks.ascending())
                .peek(number -> refusal.complete(refusalOf(started.get())))
                .keyBy(number -> number, Long.class)
                .window(Windows.<Long, Long>tumbling(SECOND))
                .aggregate("counts", Aggregates.count())
                .to("results", Sinks.discard());
        try (Engine engine = Engine.withWorkers(1);
                Job job = engine.start(pipeline)) {
            started.complete(job);
            numbers.emit(1L);
            assertThat(refusal.get())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("explain() on job 'numbers' was called by the engine's thread")
                    .hasMessageContaining("ask from a thread of your own");
        }
    }

    private static Throwable refusalOf(Job job) {
        try {
            return new AssertionError("answered: " + job.explain("counts", 1L));
        } catch (IllegalStateException e) {
            return e;
        }
    }

    @Test
    void shouldAskTheTaskThatOwnsTheKey() {
        perSecond(100).to("results", Sinks.discard());
        Simulation run = Simulation.of(pipeline).parallelism(4).batchSize(16).edgeCapacity(2);
        for (long number = 0; number < 200; number += 2) {
            numbers.tryEmit(number);
        }
        run.settle();
        for (long key = 0; key < 100; key++) {
            assertThat(run.explain("counts", key).cause())
                    .as("key %s", key)
                    .isEqualTo(key % 2 == 0 ? Cause.NEEDS_NEWER_EVENTS : Cause.NO_SUCH_KEY);
        }
    }

    @Test
    void shouldAnswerForAJobThatGoesOnFromItsEnd() {
        pipeline.source("numbers", Sources.of(1L, 2L, 3L))
                .timestamps(Timestamps.millis(number -> number), Watermarks.ascending())
                .keyBy(number -> number % 10, Long.class)
                .window(Windows.<Long, Long>tumbling(SECOND))
                .aggregate("counts", Aggregates.count())
                .to("results", Sinks.discard());
        Simulation run = Simulation.of(pipeline).snapshots(SECOND).run();
        run.crashAndRestore();
        assertThat(run.explain("counts", 1L).cause()).isEqualTo(Cause.JOB_ENDED);
        assertThat(run.explain("counts", 1L).text()).contains("had come to its end");
        assertThatIllegalStateException()
                .isThrownBy(() -> run.keyState("counts", 1L))
                .withMessageContaining("had come to its end");
    }

    @Test
    void shouldRefuseWhatCannotBeAskedFor() {
        perSecond(10).to("results", Sinks.discard());
        pipeline.source("others", Sources.<Long>push(1))
                .keyBy(number -> number, Long.class)
                .process("passing", Passing::new)
                .to("passed", Sinks.discard());
        Simulation run = Simulation.of(pipeline).settle();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run.explain("count", 1L))
                .withMessage("job 'numbers' has no window operator 'count'; its operators with keys are:"
                        + " 'counts' (tumbling window), 'passing' (process)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run.explain("counts", 1))
                .withMessage("the keys of 'counts' are of type java.lang.Long, but '1' is of type java.lang.Integer");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run.explain("counts", null))
                .withMessageContaining("the key must not be null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run.explain(null, 1L))
                .withMessageContaining("the name of the operator must not be null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run.explain("passing", 1L))
                .withMessage("operator 'passing' is a process, which has no windows; the operators with keys are:"
                        + " 'counts' (tumbling window), 'passing' (process)");
    }

    private WindowedResults<Long, Long, Long> perSecond(long keys) {
        return pipeline.source("numbers", numbers)
                .timestamps(Timestamps.millis(number -> number), Watermarks.ascending())
                .keyBy(number -> number % keys, Long.class)
                .window(Windows.<Long, Long>tumbling(SECOND))
                .aggregate("counts", Aggregates.count());
    }

    private static final class Passing extends KeyedProcess<Long, Long, Long> {
        @Override
        protected void process(Long number, KeyedContext<Long> context, Emitter<Long> out) {
            out.emit(number);
        }
    }
}
