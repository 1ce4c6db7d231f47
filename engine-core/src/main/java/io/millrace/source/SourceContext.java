package io.millrace.source;

import io.millrace.function.SupplierFn;
import io.millrace.job.JobState;
import io.millrace.operator.TaskContext;
import io.millrace.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * What the engine offers to one reader, of a split where the source has some. Its methods may be called from any thread, but for {@link #metrics} and
 * {@link #shared}.
 */
public interface SourceContext extends TaskContext {

    /**
     * The split that the reader is of.
     *
     * @return its id, or null where the source is no {@link SplitSource}
     */
    String split();

    /**
     * What all splits of the task have in common.
     *
     * @param <S> its type
     * @param maker makes it, for the first split that asks
     * @return the same object for all splits of the task, which the engine closes behind their readers
     * @throws IllegalStateException where the source is no {@link SplitSource}
     * @throws Exception what the maker throws
     */
    <S extends SharedReader> S shared(SupplierFn<S> maker) throws Exception;

    /**
     * Where to go on reading.
     *
     * @return a {@link SourceReader#position() position} of an earlier run, or null to start at the beginning
     */
    Object startPosition();

    /**
     * Whether the job takes snapshots, so that the reader is told of them: what is done when they are complete has to be done at once otherwise.
     *
     * @return whether there are any
     */
    default boolean takesSnapshots() {
        return false;
    }

    /**
     * The oldest snapshot that is still kept, which somebody could have the job go on from: what only earlier ones needed may be deleted for good, which is more than {@link
     * SourceReader#onSnapshotComplete} says. May be late, and so too low.
     *
     * @return its number; 0 where there is none, or that is not known
     */
    default long oldestSnapshot() {
        return 0;
    }

    /**
     * Says that a record cannot become an event; to be called from {@link SourceReader#fetch}. What was told by {@code onError} right
     * behind the source becomes of it: it is sent to the dead letters, or dropped, and counted, and the reader goes on behind it; or this throws, for the job to fail.
     *
     * @param record the record, whose text is told; or null
     * @param error what is wrong with it
     */
    void reject(Object record, Throwable error);

    /**
     * Has the reader not be asked for more, in any number of calls, until {@link #resume} is called: when a partition is being moved, say, or what it
     * would be read into is full. Other splits are read on, and barriers pass. What is paused is not silent: event time waits for it, unlike for what is idle, and
     * so do splits that are ahead of it by more than {@link io.millrace.time.Watermarks#maxDrift}. A
     * fetch that is under way is not interrupted; a pause is no part of snapshots, and over when the job is told to stop.
     */
    void pause();

    /** Ends a {@link #pause}, if there is one. */
    void resume();

    /**
     * Whether the reader is not asked for more now, because it is {@linkplain #pause paused} or {@linkplain io.millrace.time.Watermarks#maxDrift ahead of
     * others}: whoever takes in events for several of them may leave it out meanwhile.
     *
     * @return whether it is held back
     */
    boolean isHeldBack();

    /** Makes the task fetch again after {@link Fetch#WAIT}. Cheap when it is not waiting. */
    void wake();

    /**
     * Makes the task fetch again when a while is over, after {@link Fetch#WAIT}; to be called from {@link SourceReader#fetch}.
     *
     * @param nanos a time of {@link Clock#nanos()}
     */
    void wakeAtNanos(long nanos);

    /**
     * Whether the calling thread runs tasks or user callbacks of this engine, and so must never wait for a source.
     *
     * @return whether it is a thread of the engine
     */
    boolean onEngineThread();

    /**
     * Why the job failed, to be told to those who feed the source.
     *
     * @return the failure, or null while there is none
     */
    Throwable jobFailure();

    /**
     * Whether the job has failed and is about to be started again, so that another reader will follow this one; asked when
     * the reader is closed.
     *
     * @return whether it goes on
     */
    boolean jobGoesOn();

    /**
     * Whether the job has ended before it began, so that whoever has started it gets an exception and no job; asked when
     * the job is over. A source that feeds one job only has not done so then.
     *
     * @return whether it has been refused
     */
    boolean jobRefused();

    /**
     * The end of the job: after its last attempt, whichever way it ends. The same object for all attempts of a job, so
     * that a source can tell whether a second reader belongs to the same one. What depends on it runs on a thread of the
     * engine and must not block.
     *
     * @return completes with the terminal state
     */
    CompletionStage<JobState> jobEnd();

    /**
     * The end of this attempt at the job where that fails or is cancelled: at that moment, while a function that does not return may keep readers from being closed for a while. What
     * depends on it runs on whatever thread that is, and must not block.
     *
     * @return completes then; not where the attempt ends in order
     */
    CompletionStage<Void> attemptEnd();

    /**
     * Has something done after a while, whatever the tasks of the job are at then, and whether or not it is over. It must not block.
     *
     * @param delay how long, by the {@linkplain #clock() clock}
     * @param action what to do; what it throws is lost
     */
    void after(Duration delay, Runnable action);
}
