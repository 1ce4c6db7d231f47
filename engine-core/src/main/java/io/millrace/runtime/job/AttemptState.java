package io.millrace.runtime.job;

import io.millrace.job.JobState;

/** What one attempt at a job is at. */
enum AttemptState {
    /** Events flow, or are about to. */
    RUNNING(JobState.RUNNING),
    /** The sources have been told to end. */
    STOPPING(JobState.STOPPING),
    /** It has failed with nothing left to read, no other follows, and what is under way is worked off. */
    WORKING_OFF(JobState.STOPPING),
    /** Cancelled; units close. */
    CANCELLING(JobState.CANCELLING),
    /** Failed; units close, and no other attempt follows. */
    FAILING(JobState.FAILING),
    /** Failed; units close, and another attempt follows. */
    RESTARTING(JobState.RESTARTING),
    /** As before, and units that do not close are not waited for. */
    ABANDONED(JobState.RESTARTING),
    /** All has been worked off. */
    FINISHED(JobState.FINISHED),
    /** Cancelled, and closed. */
    CANCELLED(JobState.CANCELLED),
    /** Failed, and closed. */
    FAILED(JobState.FAILED),
    /** Failed and closed, but for units that are not waited for; another attempt follows. */
    REPLACED(JobState.RESTARTING);

    private final JobState told;

    AttemptState(JobState told) {
        this.told = told;
    }

    /** What the job says of it. */
    JobState told() {
        return told;
    }

    /** Whether it goes on by itself to its end, and may still be torn down. */
    boolean isLive() {
        return this == RUNNING || this == STOPPING || this == WORKING_OFF;
    }

    /** Whether units close at their next step. */
    boolean isTearingDown() {
        return !isLive() && this != FINISHED;
    }

    boolean isOver() {
        return over() == this;
    }

    boolean willRestart() {
        return told == JobState.RESTARTING;
    }

    boolean isAbandoned() {
        return this == ABANDONED || this == REPLACED;
    }

    /** What cancelling makes of it. */
    AttemptState cancelled() {
        return this == WORKING_OFF ? FAILING : CANCELLING;
    }

    /** What it is when the last unit has closed. */
    AttemptState over() {
        return switch (this) {
            case RUNNING, STOPPING, FINISHED -> FINISHED;
            case CANCELLING, CANCELLED -> CANCELLED;
            case WORKING_OFF, FAILING, FAILED -> FAILED;
            case RESTARTING, ABANDONED, REPLACED -> REPLACED;
        };
    }
}
