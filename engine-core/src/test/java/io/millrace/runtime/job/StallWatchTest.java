package io.millrace.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Pipeline;
import io.millrace.metrics.TaskMetrics;
import io.millrace.runtime.JobSettings;
import io.millrace.runtime.schedule.WorkerPool;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Restart;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A job that stands still, on threads, by a clock that the test moves. */
@Timeout(60)
class StallWatchTest {

    private static final Logger LOG = Logger.getLogger("io.millrace.job");
    private static final Duration A_WHILE = Duration.ofSeconds(40);

    private final AtomicLong nanos = new AtomicLong();
    private final WorkerPool pool = new WorkerPool("watched", 2, new MovedClock(), StallWatchTest::daemon);
    private final PushSource<Integer> source = Sources.push(1_000);
    private final CountDownLatch stuck = new CountDownLatch(1);
    private final Semaphore release = new Semaphore(0);
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            if (line.getMessage().contains("job 'watched' has stood still")) {
                lines.add(line.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private Supervisor job;

    private final class MovedClock implements Clock {
        @Override
        public long millis() {
            return nanos.get() / 1_000_000;
        }

        @Override
        public long nanos() {
            return nanos.get();
        }
    }

    private static Thread daemon(Runnable target) {
        Thread thread = new Thread(target);
        thread.setDaemon(true);
        return thread;
    }

    @AfterEach
    void close() {
        release.release(1_000);
        job.cancel();
        job.end().join();
        pool.close();
        LOG.removeHandler(handler);
    }

    private Integer stand(Integer number) {
        stuck.countDown();
        release.acquireUninterruptibly();
        return number;
    }

    private StallWatch watch() {
        Pipeline pipeline = Pipeline.create("watched");
        pipeline.source("numbers", source)
                .rebalance()
                .map(this::stand)
                .named("standing")
                .parallelism(2)
                .to("out", Sinks.discard());
        job = new Supervisor(
                        pipeline.graph().validated(),
                        JobSettings.of(2, 1, 2),
                        pool,
                        Optional.empty(),
                        Restart.none(),
                        List.of())
                .start();
        while (job.isOpening()) {
            Thread.onSpinWait();
        }
        LOG.addHandler(handler);
        return new StallWatch(job, pool);
    }

    private void lookAfterAWhile(StallWatch watch) {
        nanos.addAndGet(A_WHILE.toNanos());
        watch.look();
    }

    private List<Duration> idle() {
        return job.metrics(AttemptObserver::measured).tasks().stream()
                .map(TaskMetrics::idle)
                .toList();
    }

    @Test
    void shouldSayOnceWhichFunctionDoesNotReturn() throws Exception {
        StallWatch watch = watch();
        source.emit(1);
        stuck.await();
        // one look sees that something has been done since the watch began
        lookAfterAWhile(watch);
        lookAfterAWhile(watch);
        assertThat(watch.stall()).isEmpty();
        lookAfterAWhile(watch);
        assertThat(watch.stall()).hasValueSatisfying(reason -> {
            assertThat(reason.waits()).isFalse();
            assertThat(reason.text())
                    .contains("a function of task standing-", "in 'standing' does not return", "StallWatchTest.stand");
        });
        lookAfterAWhile(watch);
        lookAfterAWhile(watch);
        assertThat(lines).hasSize(1);
        release.release(1_000);
        while (watch.stall().isPresent()) {
            watch.look();
        }
    }

    @Test
    void shouldSayNothingOfAJobThatHasNothingToDo() {
        StallWatch watch = watch();
        for (int i = 0; i < 10; i++) {
            List<Duration> before = idle();
            nanos.addAndGet(A_WHILE.toNanos());
            // a step that has begun before the clock was moved would seem to be a long one
            while (IntStream.range(0, before.size())
                    .anyMatch(task -> idle().get(task).equals(before.get(task)))) {
                Thread.onSpinWait();
            }
            watch.look();
            assertThat(watch.stall()).isEmpty();
        }
        assertThat(lines).isEmpty();
    }
}
