package io.millrace;

import io.millrace.runtime.LastWords;
import io.millrace.runtime.Shutdown;
import io.millrace.time.EventTime;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Stops the jobs of an engine when the JVM shuts down, and keeps it from ending before the engine is closed. */
final class ShutdownHook implements Runnable {

    private static final Logger LOG = LastWords.of("io.millrace");

    private final Duration patience;
    private final List<Job> jobs;
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
        if (!Shutdown.isWanted()) {
            // The program has ended: nobody is left who would close the engine.
            whenAllHaveEnded(closed::countDown);
        }
        try {
            if (!closed.await(EventTime.millis(patience), TimeUnit.MILLISECONDS)) {
                LOG.log(
                        Logger.Level.WARNING,
                        "the engine was not closed within " + patience
                                + " of the shutdown; what its jobs have not done by" + " now is not done");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void whenAllHaveEnded(Runnable action) {
        CompletableFuture<?>[] ends =
                jobs.stream().map(job -> job.onEnd().toCompletableFuture()).toArray(CompletableFuture<?>[]::new);
        CompletableFuture<Void> unused = CompletableFuture.allOf(ends).whenComplete((none, failure) -> action.run());
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
