package io.millrace.job;

/** The life of a job. */
public enum JobState {
    /** Events flow. */
    RUNNING,
    /** Something failed; the job is about to go on from its latest snapshot. */
    RESTARTING,
    /** The sources have been told to stop; what is under way is being worked off. */
    STOPPING,
    /** Every task has finished well. */
    FINISHED,
    /** Cancelled; the last tasks are closing. */
    CANCELLING,
    /** Cancelled, and every task is closed. */
    CANCELLED,
    /** Something failed; the last tasks are closing. */
    FAILING,
    /** Something failed, and every task is closed. */
    FAILED;

    /**
     * Whether the job is over and its threads are gone.
     *
     * @return whether it has ended
     */
    public boolean isTerminal() {
        return this == FINISHED || this == CANCELLED || this == FAILED;
    }

    /**
     * Whether tasks are to close without working off what they have.
     *
     * @return whether it is being torn down
     */
    public boolean isTearingDown() {
        return this == CANCELLING || this == FAILING;
    }
}
