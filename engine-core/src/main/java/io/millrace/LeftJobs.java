package io.millrace;

import io.millrace.job.JobState;
import io.millrace.runtime.schedule.LogAtShutdown;
import io.millrace.runtime.schedule.Shutdown;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.List;

/** Says so when the JVM ends under jobs that run, since the program has ended and nobody waits for them. */
final class LeftJobs implements Runnable {

    private static final Logger LOG = LogAtShutdown.of("io.millrace.job");

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final List<Job> jobs;
    private final Thread hook = new Thread(this, "millrace-left-jobs");

    private LeftJobs(List<Job> jobs) {
        this.jobs = jobs;
    }

    /** Watches over jobs, which come and go, until it is {@link #forget told} that they are closed. */
    static LeftJobs watch(List<Job> jobs) {
        LeftJobs watching = new LeftJobs(jobs);
        try {
            Runtime.getRuntime().addShutdownHook(watching.hook);
        } catch (IllegalStateException e) {
            // It shuts down already.
            return watching;
        }
        return watching;
    }

    void forget() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It shuts down already.
            return;
        }
    }

    @Override
    public void run() {
        if (Shutdown.isWanted()) {
            return;
        }
        for (Job job : jobs) {
            JobState state = job.state();
            // One that is failing has time to say what of.
            if (!(state.isTearingDown() && job.endsWithin(PATIENCE)) && !state.isTerminal()) {
                LOG.log(
                        Logger.Level.WARNING,
                        "the JVM ends though job '" + job.name() + "' is " + state
                                + ": the program has ended, and the threads of the engine, all daemons, keep no JVM alive."
                                + " What is under way is lost. Have the program wait for the job with join()");
            }
        }
    }
}
