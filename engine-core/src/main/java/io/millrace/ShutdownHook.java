package io.millrace;

import io.millrace.time.EventTime;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Stops the jobs of an engine when the JVM shuts down, and keeps it from ending before the engine is closed. */
final class ShutdownHook implements Runnable {

    private static final Logger LOG = System.getLogger(ShutdownHook.class.getName());

    private final Duration patience;
    private final Runnable stop;
    private final Thread thread = new Thread(this, "millrace-shutdown");
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean begun;

    private ShutdownHook(Duration patience, Runnable stop) {
        this.patience = patience;
        this.stop = stop;
    }

    static ShutdownHook install(Duration patience, Runnable stop) {
        Objects.requireNonNull(patience, "the patience must not be null");
        if (patience.isZero() || patience.isNegative()) {
            throw new IllegalArgumentException("the patience of stopOnShutdown must be positive, but is " + patience);
        }
        ShutdownHook hook = new ShutdownHook(patience, stop);
        Runtime.getRuntime().addShutdownHook(hook.thread);
        return hook;
    }

    boolean hasBegun() {
        return begun;
    }

    @Override
    public void run() {
        begun = true;
        stop.run();
        try {
            if (!closed.await(EventTime.millis(patience), TimeUnit.MILLISECONDS)) {
                LOG.log(
                        Logger.Level.WARNING,
                        "the engine was not closed within {0} of the shutdown; what its jobs have not done by now is not"
                                + " done",
                        patience);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
