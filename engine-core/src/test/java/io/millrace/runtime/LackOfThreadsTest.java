package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Pipeline;
import io.millrace.job.JobState;
import io.millrace.refusal.JobRefusedException.NotEnoughMemoryException;
import io.millrace.runtime.JobContext.JobSettings;
import io.millrace.runtime.job.Supervisor;
import io.millrace.runtime.schedule.WorkerPool;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Restart;
import io.millrace.source.Sources;
import io.millrace.testing.ManualClock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The system gives no more threads while a job is started. */
@Timeout(60)
class LackOfThreadsTest {

    private final AtomicInteger left = new AtomicInteger(3);
    private final Queue<Thread> started = new ConcurrentLinkedQueue<>();

    private Thread thread(Runnable target) {
        Thread thread = new Thread(target) {
            @Override
            public synchronized void start() {
                if (left.getAndDecrement() <= 0) {
                    throw new OutOfMemoryError("unable to create native thread");
                }
                super.start();
                started.add(this);
            }
        };
        thread.setDaemon(true);
        return thread;
    }

    private static Supervisor start(WorkerPool pool, int sinks, BlockingQueue<Long> results) {
        Pipeline pipeline = Pipeline.create("threads");
        for (int sink = 0; sink < sinks; sink++) {
            pipeline.source(
                            "numbers-" + sink,
                            Sources.generate(number -> number).count(10))
                    .to("sink-" + sink, Sinks.queue(results));
        }
        return new Supervisor(
                        pipeline.graph().validated(),
                        JobSettings.of(1, 4, 4),
                        pool,
                        Optional.empty(),
                        Restart.none(),
                        List.of())
                .start();
    }

    @Test
    void shouldSayWhatWasNeededAndLeaveNothingBehind() throws Exception {
        BlockingQueue<Long> results = new LinkedBlockingQueue<>();
        WorkerPool pool = new WorkerPool("few", 1, ManualClock.startingAt(Instant.EPOCH), this::thread);
        assertThatThrownBy(() -> start(pool, 4, results))
                .isInstanceOf(NotEnoughMemoryException.class)
                .hasMessageContaining("cannot start for want of memory (unable to create native thread): it has 8 tasks"
                        + " with 4 edges between them and 4 threads of its own");
        for (Thread thread : started) {
            if (!thread.getName().contains("worker")) {
                thread.join();
            }
        }
        results.clear();

        left.set(100);
        assertThat(start(pool, 1, results).end().get()).isEqualTo(JobState.FINISHED);
        assertThat(results).hasSize(10);
        pool.close();
        // The job has ended when its tasks have, which is a moment before their threads do.
        for (Thread thread : started) {
            thread.join();
        }
    }
}
