package io.millrace.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Pipeline;
import io.millrace.job.JobListener;
import io.millrace.job.JobState;
import io.millrace.runtime.JobContext.JobSettings;
import io.millrace.runtime.JobStatus.StopMode;
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
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Listeners are told each state of a job, however soon it gets into the next one. */
@Timeout(60)
class StateOrderTest {

    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    private final WorkerPool pool = new WorkerPool("order", 1, ManualClock.startingAt(Instant.EPOCH), target -> {
        Thread thread = new Thread(target);
        thread.setDaemon(true);
        threads.add(thread);
        return thread;
    });
    private final BlockingQueue<JobState> told = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void shouldTellThatAJobStopsThoughItEndsBeforeThatIsTold() throws Exception {
        check(job -> job.stop(StopMode.STOP), JobState.STOPPING, JobState.FINISHED);
    }

    @Test
    void shouldTellThatAJobIsCancelledThoughItEndsBeforeThatIsTold() throws Exception {
        check(Supervisor::cancel, JobState.CANCELLING, JobState.CANCELLED);
    }

    private void check(Consumer<Supervisor> end, JobState next, JobState last) throws Exception {
        Supervisor job = started();
        assertThat(told.take()).isEqualTo(JobState.RUNNING);
        Thread ending = new Thread(() -> end.accept(job));
        // nobody is told anything as long as this is held
        synchronized (job.events()) {
            ending.start();
            awaitBlocked(ending);
            awaitBlocked(threads.peek());
            assertThat(job.attempt().state())
                    .as("what the job is at before anybody has been told that it is %s", next)
                    .isEqualTo(next);
        }
        assertThat(told.take()).isEqualTo(next);
        assertThat(told.take()).isEqualTo(last);
        ending.join();
    }

    private Supervisor started() {
        Pipeline pipeline = Pipeline.create("endless");
        pipeline.source("numbers", Sources.generate(index -> index)).to("out", Sinks.discard());
        JobListener listener = new JobListener() {
            @Override
            public void onState(JobState state) {
                told.add(state);
            }
        };
        return new Supervisor(
                        pipeline.graph().validated(),
                        JobSettings.of(1, 4, 2),
                        pool,
                        Optional.empty(),
                        Restart.none(),
                        List.of(listener))
                .start();
    }

    private static void awaitBlocked(Thread thread) {
        while (thread.getState() != Thread.State.BLOCKED) {
            Thread.onSpinWait();
        }
    }
}
