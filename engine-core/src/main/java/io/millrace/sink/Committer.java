package io.millrace.sink;

import java.util.List;

/**
 * Makes prepared results visible, for all writers of a sink. Its methods are called by one thread, which is not that of
 * the writers.
 *
 * @param <P> what is known of prepared results
 */
public interface Committer<P> {

    /**
     * Called once when a job starts or restarts, before its writers open: commits what the snapshot has that the job
     * goes on from, as far as that has not been done, and does away with whatever was prepared after it.
     *
     * @param prepared what all writers had prepared in that snapshot; empty at a first start
     * @throws Exception fails the job, naming the sink
     */
    void recover(List<P> prepared) throws Exception;

    /**
     * Makes visible what was prepared for a snapshot that is now complete, and for earlier ones. When it fails the job
     * fails, and {@link #recover} is called with the same at the next start.
     *
     * @param prepared what the writers prepared; without those that had nothing
     * @throws Exception fails the job, naming the sink
     */
    void commit(List<P> prepared) throws Exception;

    /**
     * Releases what the committer holds; called exactly once.
     *
     * @throws Exception is added to the job's failure, or fails it
     */
    default void close() throws Exception {}
}
