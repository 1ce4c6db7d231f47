package io.millrace.sink;

import java.util.List;

/**
 * Makes prepared results visible, for all writers of a sink. Its methods are called by one thread of its own. So they may
 * block: whatever they wait for, snapshots and results go on meanwhile, and only the end of the job waits for what has to be
 * committed. When the job is cancelled or has failed, a call that lasts longer than a second is interrupted.
 *
 * @param <P> what is known of prepared results
 */
public interface Committer<P> {

    /**
     * Called once when a job starts or restarts: commits what the snapshot has that the job goes on from, as far as that has
     * not been done, and gives up whatever else {@linkplain SinkContext#attempt attempts} before this one have begun or
     * prepared, by whatever subtask. What is of this attempt is left alone, since writers may have opened already.
     *
     * @param prepared what all writers had prepared in that snapshot, some of it committed already; empty at a first start
     * @throws Exception fails the job, naming the sink
     */
    void recover(List<P> prepared) throws Exception;

    /**
     * Makes visible what was prepared for a snapshot that is now complete, and for earlier ones whose turn it has not been.
     * While a call is under way, what becomes complete waits, and comes in one call. When it fails the job fails, and
     * {@link #recover} is given the same at the next start.
     *
     * @param snapshot the number of the latest complete snapshot
     * @param prepared what the writers prepared, by snapshot and subtask; without those that had nothing. Maybe empty
     * @throws Exception fails the job, naming the sink
     */
    void commit(long snapshot, List<P> prepared) throws Exception;

    /**
     * A snapshot was given up, and the job goes on without it. What was prepared for it comes with the next one that is
     * complete. Not told when the job fails meanwhile: what is undecided then is for {@link #recover} to see to.
     *
     * @param snapshot its number
     * @throws Exception fails the job
     */
    default void onSnapshotAborted(long snapshot) throws Exception {}

    /**
     * Releases what the committer holds; called exactly once.
     *
     * @throws Exception is added to the job's failure, or fails it
     */
    default void close() throws Exception {}
}
