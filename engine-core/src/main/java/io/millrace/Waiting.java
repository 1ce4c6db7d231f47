package io.millrace;

import io.millrace.runtime.schedule.Shutdown;
import io.millrace.state.time.Times;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits for what threads of an engine bring about. Who begins to wait while the JVM shuts down looks up now and then,
 * since such a thread may be waiting for the shutdown in turn.
 */
final class Waiting {

    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private Waiting() {}

    /**
     * Waits until the future completes, whichever way.
     *
     * @param duringShutdown called now and then while the JVM shuts down
     * @return whether it has completed in time
     */
    static boolean until(CompletableFuture<?> future, Duration timeout, Runnable duringShutdown)
            throws InterruptedException {
        long left = Times.nanos(timeout);
        if (Shutdown.isUnderWay()) {
            for (; left > SLICE_NANOS && !completes(future, SLICE_NANOS); left -= SLICE_NANOS) {
                duringShutdown.run();
            }
        }
        return completes(future, left);
    }

    private static boolean completes(Future<?> future, long nanos) throws InterruptedException {
        try {
            future.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true;
        }
        return true;
    }
}
