package io.millrace.runtime;

import io.millrace.job.JobState;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** How a job gets on, for those who only ask. Thread-safe. */
public interface JobStatus {

    /** What the attempt is at; {@link JobState#RESTARTING} when it has failed and another one follows, also once it is over. */
    JobState state();

    /** The first error, or null. */
    Throwable failure();

    /** Whether another attempt follows the failure of this one. */
    boolean willRestart();

    /** Whether the job would be one that has never begun, were it to end now, and whoever starts it is told so. */
    boolean isRefused();

    /** Completes when the last attempt is over; the same for all attempts. */
    CompletionStage<JobState> jobEnd();

    /** What the sources have been told. */
    StopMode stopMode();

    /** The oldest snapshot that is kept; 0 where there is none, or that is not known. */
    long oldestSnapshot();

    /** Whether the calling thread runs units. */
    boolean onEngineThread();

    /** An object that the job has of an operator, over all attempts; made for the first that asks. */
    <S> S ofJob(String operator, Supplier<S> maker);

    /** Completes when the attempt begins to be torn down, on the thread that has met or ordered that; not where it ends in order. */
    CompletionStage<Void> attemptEnd();

    /** Has something done after a while, by no thread that runs units. */
    void after(Duration delay, Runnable action);

    /** How the sources of a job have been told to end, if they have. */
    enum StopMode {
        /** They go on. */
        NONE,
        /** What is under way is worked off, and incomplete windows do not fire. */
        STOP,
        /** As at the end of the input: the last watermark comes, and every window fires. */
        DRAIN
    }
}
