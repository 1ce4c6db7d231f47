package io.millrace.sink;

import io.millrace.job.JobState;
import io.millrace.operator.TaskContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What the engine offers to one writer, or to the committer of a sink. Confined to the thread of that, but for what tells of the job. */
public interface SinkContext extends TaskContext {

    /** The subtask of a committer, of which there is one. */
    int COMMITTER = -1;

    /**
     * Where the snapshots of the job are, for messages about what they do not know.
     *
     * @return such as "the snapshots in /var/job"
     */
    default String snapshots() {
        return "the snapshots of the job";
    }

    /**
     * The end of the job: after its last attempt, whichever way it ends. The same object for all attempts of a job, so that a sink can tell whether a second writer belongs to the same one. What depends
     * on it runs on a thread of the engine and must not block. For writers.
     *
     * @return completes with the terminal state
     */
    default CompletionStage<JobState> jobEnd() {
        return new CompletableFuture<>();
    }

    /**
     * Why the job failed, to be told to those who read what the sink writes. For writers.
     *
     * @return the failure, or null while there is none
     */
    default Throwable jobFailure() {
        return null;
    }

    /**
     * Whether the job has ended before it began, so that whoever has started it gets an exception and no job; asked when the job is over. A sink that is for one job only has not been that
     * job's then. For writers.
     *
     * @return whether it has been refused
     */
    default boolean jobRefused() {
        return false;
    }
}
