package io.millrace.job;

import io.millrace.snapshot.SnapshotInfo;
import java.time.Duration;

/**
 * Is told what becomes of a job: for alarms, dashboards, and whoever starts what depends on it.
 *
 * <p>A thread of the job's own, which does nothing else, calls all listeners of the job, one event after the other in the order
 * in which things happen; none is left out. So a listener may block without holding up events, snapshots or other jobs, but
 * what it is told is as late as it is slow, and the end of the job waits for it: the last state has been told when {@code
 * Job.join} returns. It may tell the job to stop, drain or cancel, and must not wait for it, which throws there. What it throws is
 * logged, and changes nothing.
 */
public interface JobListener {

    /**
     * The job has got into another state: first {@link JobState#RUNNING}, when all of it has opened, and as often as it
     * starts again; {@link JobState#STOPPING} when it is told to stop or drain; last one that is {@linkplain
     * JobState#isTerminal terminal}. A job that fails to open tells that alone, and one that is refused before it gets so far
     * nothing.
     *
     * @param state the state; {@code Job.state} may have gone on by now, and tells the last one after this has returned
     */
    default void onState(JobState state) {}

    /**
     * An attempt has failed, and another one follows.
     *
     * @param failure of what
     * @param delay when, from now
     */
    default void onRestart(Throwable failure, Duration delay) {}

    /**
     * A snapshot is safe. Its results may not have been committed by all sinks yet.
     *
     * @param snapshot the snapshot
     */
    default void onSnapshotComplete(SnapshotInfo snapshot) {}

    /**
     * A snapshot could not be taken; the job goes on, or fails for another reason.
     *
     * @param snapshot its number
     * @param reason why, in words
     */
    default void onSnapshotFailed(long snapshot, String reason) {}
}
