package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.metrics.Health;
import io.millrace.runtime.JobSettings;
import io.millrace.runtime.job.AttemptObserver;
import io.millrace.runtime.job.StallWatch;
import io.millrace.runtime.job.Supervisor;
import io.millrace.runtime.schedule.WorkerPool;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Restart;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
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
class StallTest {

    private static final AtomicInteger JOBS = new AtomicInteger();

    private static final Logger LOG = Logger.getLogger("io.millrace.job");
    private static final Duration A_WHILE = Duration.ofSeconds(40);

    private final AtomicLong nanos = new AtomicLong();
    private final WorkerPool pool = new WorkerPool("watched", 2, new MovedClock(), StallTest::daemon);
    private final PushSource<Integer> source = Sources.push(1_000);
    private final CountDownLatch stuck = new CountDownLatch(1);
    private final Semaphore release = new Semaphore(0);
    /** Of this test alone, as others log at the same time. */
    private final String name = "watched-" + JOBS.incrementAndGet();

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            if (line.getMessage().contains("job '" + name + "' has stood still")) {
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

    private Pipeline standing() {
        Pipeline pipeline = Pipeline.create(name);
        pipeline.source("numbers", source)
                .rebalance()
                .map(this::stand)
                .named("standing")
                .parallelism(2)
                .to("out", Sinks.discard());
        return pipeline;
    }

    /** Calls a service that does not answer. */
    private Pipeline calling() {
        Pipeline pipeline = Pipeline.create(name);
        pipeline.source("numbers", source)
                .mapAsync("calling", number -> {
                    stuck.countDown();
                    return new CompletableFuture<Integer>();
                })
                .inFlight(1)
                .to("out", Sinks.discard());
        return pipeline;
    }

    private StallWatch watch(Pipeline pipeline) {
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

    /** A step that has begun before the clock was moved would seem to be a long one. */
    private void settle() {
        List<Duration> before = waited();
        nanos.incrementAndGet();
        while (IntStream.range(0, before.size())
                .anyMatch(task -> waited().get(task).equals(before.get(task)))) {
            Thread.onSpinWait();
        }
    }

    private List<Duration> waited() {
        return job.metrics(AttemptObserver::measured).tasks().stream()
                .map(task -> task.idle().plus(task.blocked()).plus(task.busy()))
                .toList();
    }

    @Test
    void shouldSayOnceWhichFunctionDoesNotReturn() throws Exception {
        StallWatch watch = watch(standing());
        source.emit(1);
        stuck.await();
        // one look sees that something has been done since the watch began
        lookAfterAWhile(watch);
        lookAfterAWhile(watch);
        assertThat(watch.stall()).isEmpty();
        lookAfterAWhile(watch);
        assertThat(watch.stall()).hasValueSatisfying(reason -> {
            assertThat(reason.hangs()).isTrue();
            assertThat(reason.text())
                    .contains("a function of task standing-", "in 'standing' does not return", "StallTest.stand");
        });
        assertThat(health(watch).live()).isFalse();
        assertThat(health(watch)).asString().contains("job '" + name + "' stands still: a function of task standing-");
        lookAfterAWhile(watch);
        lookAfterAWhile(watch);
        assertThat(lines).hasSize(1);
        release.release(1_000);
        while (watch.stall().isPresent()) {
            watch.look();
        }
        assertThat(health(watch)).isEqualTo(Health.WELL);
    }

    @Test
    void shouldBeLiveThoughAnOperatorWaitsForOthers() throws Exception {
        StallWatch watch = watch(calling());
        source.emit(1);
        source.emit(2);
        stuck.await();
        while (watch.stall().isEmpty()) {
            nanos.addAndGet(A_WHILE.toNanos());
            settle();
            watch.look();
        }
        assertThat(watch.stall())
                .hasValueSatisfying(
                        reason -> assertThat(reason.text()).contains("Operator 'calling' of task numbers-0 waits"));
        assertThat(health(watch).live()).isTrue();
        assertThat(health(watch).ready()).isFalse();
    }

    private Health health(StallWatch watch) {
        return new JobLook(job, new JobWaiter(job), watch).health();
    }

    @Test
    void shouldSayNothingOfAJobThatHasNothingToDo() {
        StallWatch watch = watch(standing());
        for (int i = 0; i < 10; i++) {
            nanos.addAndGet(A_WHILE.toNanos());
            settle();
            watch.look();
            assertThat(watch.stall()).isEmpty();
        }
        assertThat(lines).isEmpty();
    }
}
