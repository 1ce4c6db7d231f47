package io.millrace;

import io.millrace.job.JobState;
import io.millrace.runtime.job.Supervisor;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.List;

/** Closes a job, whatever its functions do. Thread-safe. */
final class JobClosing {

    private static final Logger LOG = System.getLogger("io.millrace");
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Supervisor job;
    private final JobWaiter waiter;

    JobClosing(Supervisor job, JobWaiter waiter) {
        this.job = job;
        this.waiter = waiter;
    }

    void close() {
        waiter.checkMayWait("close()", "use cancel(), which does not wait");
        job.cancel();
        if (waiter.await(job.end(), TIMEOUT, job::leaveExiting)) {
            return;
        }
        List<String> open = job.openUnits();
        if (!open.isEmpty()) {
            LOG.log(
                    Logger.Level.WARNING,
                    "job {0} does not end, a function does not return: {1}",
                    job.name(),
                    String.join("; ", open));
        }
    }

    void leaveExiting() {
        List<String> exiting = job.state().isTerminal() ? List.of() : job.exiting();
        if (exiting.isEmpty()) {
            return;
        }
        if (job.state() != JobState.CANCELLING) {
            LOG.log(
                    Logger.Level.WARNING,
                    "job {0} is cancelled, and not stopped in order: {1} has called System.exit, which returns never",
                    job.name(),
                    String.join(", ", exiting));
        }
        job.cancel();
        job.leaveExiting();
    }
}
