package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.millrace.Pipeline;
import io.millrace.graph.Graph;
import io.millrace.graph.OperatorSpec;
import io.millrace.metrics.Explanation;
import io.millrace.metrics.Explanation.Cause;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.Output;
import io.millrace.operator.Outstanding;
import io.millrace.runtime.JobContext.JobSettings;
import io.millrace.runtime.JobStatus.StopMode;
import io.millrace.runtime.explain.Explainer;
import io.millrace.runtime.explain.KeyLook;
import io.millrace.runtime.job.Supervisor;
import io.millrace.runtime.schedule.Mailbox;
import io.millrace.runtime.schedule.WorkerPool;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Restart;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.time.SystemClock;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Questions to tasks that are stuck, have not begun, or have closed. */
class ExplainerTest {

    private static final Duration NOT_LONG = Duration.ofMillis(60);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final JobSettings SETTINGS = JobSettings.of(1, 1, 1);

    private final PushSource<Long> numbers = Sources.push(16);
    private final CountDownLatch standing = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    @Test
    void shouldSayWhereATaskIsThatDoesNotAnswer() throws Exception {
        Supervisor job;
        Explanation stuck;
        try (WorkerPool pool = new WorkerPool("stuck", 1, SystemClock.INSTANCE, Thread::new)) {
            job = new Supervisor(graph(true), SETTINGS, pool, Optional.empty(), Restart.none(), List.of()).start();
            numbers.emit(1L);
            standing.await();
            stuck = job.attempt().explainer(Explainer.Asker.patient(NOT_LONG)).explain("window", 1L);
            released.countDown();
            Explanation later =
                    job.attempt().explainer(Explainer.Asker.patient(LONG)).explain("window", 1L);
            assertThat(later.cause()).isEqualTo(Cause.NEEDS_NEWER_EVENTS);
            job.stop(StopMode.DRAIN);
            job.end().get();
        }
        assertThat(stuck.cause()).isEqualTo(Cause.BUSY);
        assertThat(stuck.heldBackBy()).contains("numbers-0");
        assertThat(stuck.toString())
                .startsWith("Window 'window' of key '1': task numbers-0, which owns the key, does not answer."
                        + " A function in it does not return, whose thread is at:")
                .contains("io.millrace.runtime.ExplainerTest.stand");
        assertThat(job.attempt()
                        .explainer(Explainer.Asker.patient(NOT_LONG))
                        .explain("window", 1L)
                        .cause())
                .isEqualTo(Cause.JOB_ENDED);
    }

    @Test
    void shouldSayThatAJobIsStarting() throws Exception {
        Supervisor job = new Supervisor(
                        graph(false), SETTINGS, new ManualScheduler(), Optional.empty(), Restart.none(), List.of())
                .start();
        Explanation explanation =
                job.attempt().explainer(Explainer.Asker.here()).explain("window", 1L);
        assertThat(explanation.cause()).isEqualTo(Cause.NO_WATERMARK_YET);
        assertThat(explanation).hasToString("""
                        Window 'window' of key '1' has not fired: the job is starting, and task numbers-0, which owns the \
                        key, has not begun.
                        To do: ask again when events have come.""");
    }

    @Test
    void shouldNotTellStateThatATaskCannotTell() throws Exception {
        Supervisor starting = new Supervisor(
                        graph(false), SETTINGS, new ManualScheduler(), Optional.empty(), Restart.none(), List.of())
                .start();
        assertThatIllegalStateException()
                .isThrownBy(() -> starting.attempt()
                        .observer()
                        .keyLook(KeyLook.Asker.here())
                        .look("window", 1L))
                .withMessageContaining("task numbers-0 of job 'stuck'")
                .withMessageContaining("it is starting");
        Supervisor job;
        try (WorkerPool pool = new WorkerPool("stuck", 1, SystemClock.INSTANCE, Thread::new)) {
            job = new Supervisor(graph(true), SETTINGS, pool, Optional.empty(), Restart.none(), List.of()).start();
            numbers.emit(1L);
            standing.await();
            assertThatIllegalStateException()
                    .isThrownBy(() -> job.attempt()
                            .observer()
                            .keyLook(KeyLook.Asker.patient(NOT_LONG))
                            .look("window", 1L))
                    .withMessageContaining("it does not answer. A function in it does not return, whose thread is at:")
                    .withMessageContaining("io.millrace.runtime.ExplainerTest.stand");
            released.countDown();
            job.stop(StopMode.DRAIN);
            job.end().get();
        }
        assertThatIllegalStateException()
                .isThrownBy(() -> job.attempt()
                        .observer()
                        .keyLook(KeyLook.Asker.patient(NOT_LONG))
                        .look("window", 1L))
                .withMessageContaining("it has ended, and its state is gone");
    }

    @Test
    void shouldAnswerEveryQuestionWhicheverComesFirstTheAnswerOrTheEnd() throws Exception {
        for (int round = 0; round < 200; round++) {
            Mailbox mailbox = new Mailbox();
            AtomicInteger answers = new AtomicInteger();
            Thread asker = new Thread(() -> {
                for (int i = 0; i < 100; i++) {
                    mailbox.add(new FutureTask<>(answers::incrementAndGet));
                }
            });
            asker.start();
            while (asker.isAlive()) {
                if (!mailbox.isEmpty()) {
                    mailbox.run();
                }
            }
            if (!mailbox.isEmpty()) {
                mailbox.run();
            }
            assertThat(answers).hasValue(100);
        }
    }

    private Graph graph(boolean stands) {
        Pipeline pipeline = Pipeline.create("stuck");
        pipeline.source("numbers", numbers)
                .timestamps(Timestamps.millis(number -> number), Watermarks.ascending())
                .keyBy(number -> number, Long.class)
                .transform(OperatorSpec.stateful("pretended window", "window", PretendedWindow::new))
                .peek(number -> {
                    if (stands) {
                        stand();
                    }
                })
                .to("results", Sinks.discard());
        return pipeline.graph().validated();
    }

    private void stand() throws InterruptedException {
        standing.countDown();
        released.await();
    }

    /** Passes events on, and claims to wait for time. */
    private static final class PretendedWindow implements Operator<Long, Long> {

        @Override
        public boolean process(int input, Batch<Long> batch, Output<Long> out) {
            for (int row = 0; row < batch.size(); row++) {
                out.emit(batch.value(row), batch.timestamp(row));
            }
            return true;
        }

        @Override
        public Optional<Outstanding> outstanding(Object key, int hash) {
            return Optional.of(new Outstanding.AtWatermark(0, 1_000, 999));
        }
    }
}
