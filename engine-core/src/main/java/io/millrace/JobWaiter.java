package io.millrace;

import io.millrace.runtime.job.Supervisor;
import io.millrace.snapshot.SnapshotInfo;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Waits for what a job brings about, and says who must not. Thread-safe. */
final class JobWaiter {

    static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

    private final Supervisor job;

    JobWaiter(Supervisor job) {
        this.job = job;
    }

    void checkMayWait(String call, String remedy) {
        if (job.onEngineThread()) {
            throw new IllegalStateException(call + " on job '" + job.name() + "' was called by the engine's thread '"
                    + Thread.currentThread().getName() + "', which would wait for itself; " + remedy);
        }
    }

    /** Takes a snapshot, whose name may be null, and waits until it is safe. */
    SnapshotInfo snapshot(String name) {
        checkMayWait("snapshot()", "ask from a thread of your own");
        CompletableFuture<SnapshotInfo> snapshot = job.snapshot(name);
        try {
            await(snapshot, FOR_EVER, this::refuseToWaitForExit);
            return snapshot.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
        }
    }

    /** Whether the future completes in time. */
    boolean await(CompletableFuture<?> future, Duration timeout, Runnable duringShutdown) {
        try {
            return Waiting.until(future, timeout, duringShutdown);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    void refuseToWaitForExit() {
        List<String> exiting = job.exiting();
        if (!exiting.isEmpty()) {
            throw new IllegalStateException("job '" + job.name() + "' does not end: " + String.join(", ", exiting)
                    + " has called System.exit, which waits for the shutdown hooks, and so for this thread; close the job"
                    + " in place of waiting for it, or have another thread call System.exit");
        }
    }

    IllegalStateException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new IllegalStateException(
                "interrupted while waiting for job '" + job.name() + "', which goes on", cause);
    }
}
