package io.millrace;

import io.millrace.runtime.schedule.LogAtShutdown;
import io.millrace.runtime.schedule.Shutdown;
import io.millrace.state.time.Times;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Stops the jobs of an engine when the JVM shuts down, and keeps it from ending before the engine is closed. */
final class ShutdownHook implements Runnable {

    private static final Logger LOG = LogAtShutdown.of("io.millrace");

    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Duration patience;
    private final List<Job> jobs;

    /** Who is likely to close the engine. */
    private final Thread program = Thread.currentThread();

    private final Thread thread = new Thread(this, "millrace-shutdown");
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean begun;

    private ShutdownHook(Duration patience, List<Job> jobs) {
        this.patience = patience;
        this.jobs = jobs;
    }

    static ShutdownHook install(Duration patience, List<Job> jobs) {
        Objects.requireNonNull(patience, "the patience must not be null");
        if (patience.isZero() || patience.isNegative()) {
            throw new IllegalArgumentException("the patience of stopOnShutdown must be positive, but is " + patience);
        }
        ShutdownHook hook = new ShutdownHook(patience, jobs);
        Runtime.getRuntime().addShutdownHook(hook.thread);
        return hook;
    }

    boolean hasBegun() {
        return begun;
    }

    @Override
    public void run() {
        begun = true;
        jobs.forEach(Job::stop);
        try {
            if (!awaitClosed(Times.nanos(patience))) {
                LOG.log(
                        Logger.Level.WARNING,
                        "the engine was not closed within " + patience
                                + " of the shutdown; what its jobs have not done by" + " now is not done");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns false when it was waited for long enough. */
    private boolean awaitClosed(long nanos) throws InterruptedException {
        boolean hasEnded = !Shutdown.isWanted();
        for (long left = nanos; left > 0; left -= SLICE_NANOS) {
            jobs.forEach(Job::leaveExiting);
            // A program that has ended, or waits for this hook, does not close the engine.
            boolean over = (hasEnded || Shutdown.isAwaitedBy(program))
                    && jobs.stream().allMatch(job -> job.state().isTerminal());
            if (over || closed.await(Math.min(left, SLICE_NANOS), TimeUnit.NANOSECONDS)) {
                return true;
            }
        }
        return false;
    }

    /** The JVM may end. */
    void closed() {
        closed.countDown();
        if (!begun) {
            try {
                Runtime.getRuntime().removeShutdownHook(thread);
            } catch (IllegalStateException e) {
                // It begins in this moment, and finds the engine closed.
                return;
            }
        }
    }
}
