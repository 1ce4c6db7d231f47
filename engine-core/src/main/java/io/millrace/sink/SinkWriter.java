package io.millrace.sink;

import io.millrace.operator.Batch;

/**
 * Writes the results of one task. All methods are called by that task's thread.
 *
 * @param <T> the results
 */
public interface SinkWriter<T> {

    /**
     * Everything in the job has opened, and results may come: called once, before the first batch. What cannot be taken
     * back, such as emptying a file, belongs here rather than where the writer is opened, since the job may still be
     * refused then.
     *
     * @throws Exception fails the job, naming the sink
     */
    default void begin() throws Exception {}

    /**
     * Writes a batch.
     *
     * @param batch the results, to be read only and not to be kept
     * @throws Exception fails the job, naming the sink
     */
    void write(Batch<T> batch) throws Exception;

    /**
     * A barrier passes: what was written so far must not be lost any more, since it will not be written again after a
     * crash. Not called for a {@link TransactionalWriter} that takes part in snapshots, which prepares instead.
     *
     * @throws Exception fails the job, naming the sink
     */
    default void flush() throws Exception {}

    /**
     * A snapshot is complete that this writer has flushed or prepared for; a committer may still be at it. Called between
     * two steps of the task.
     *
     * <p>Told at least once, maybe late, when the barrier of the next one has passed. Numbers ascend; one that a failure
     * kept from being told is covered by the next: a job that goes on from a snapshot tells that one when everything has opened.
     * So whatever is done for a snapshot has to be done for all before it, and may be done again.
     *
     * @param snapshot its number, as in {@link TransactionalWriter#prepare}
     * @throws Exception fails the job
     */
    default void onSnapshotComplete(long snapshot) throws Exception {}

    /**
     * A snapshot was given up, and the job goes on without it. Called as {@link #onSnapshotComplete} is, also for one whose
     * barrier has not come here. Not told when the job fails meanwhile: what an instance has not been told of when it
     * closes is undecided, and its number may come again for another snapshot.
     *
     * @param snapshot its number, as in {@link TransactionalWriter#prepare}
     * @throws Exception fails the job
     */
    default void onSnapshotAborted(long snapshot) throws Exception {}

    /**
     * The stream has ended well: everything is written. Not called when the job failed or was cancelled, nor when a job
     * with snapshots is stopped: it can be gone on with, and the last snapshot has had the writer flush or prepare.
     *
     * @throws Exception fails the job, naming the sink
     */
    default void finish() throws Exception {}

    /**
     * Releases what the writer holds; called exactly once, whatever happened.
     *
     * @throws Exception is added to the job's failure, or fails it
     */
    default void close() throws Exception {}
}
