package io.millrace.sink;

/**
 * Writes the results of one task so that they can be committed later. All methods are called by that task's thread.
 *
 * @param <T> the results
 * @param <P> what is known of prepared results
 */
public interface TransactionalWriter<T, P> extends SinkWriter<T> {

    /**
     * Sees to it that everything written since the last call can be committed even after a crash. What is written from now
     * on belongs to the next snapshot. When this snapshot does not become complete, what was prepared for it is committed
     * with the next one.
     *
     * <p>The committer is given the very object that this returns, so it may hold on to what is to be committed, a connection
     * or a producer, say; that is the committer's from now on, who may use it on another thread. Only after a restart is it
     * given one that was read from the snapshot, and has nothing but what the serde writes.
     *
     * @param snapshot the number of the snapshot, ascending within an attempt; another attempt may have the same for another
     *     snapshot
     * @return what the committer needs, or null when there is nothing to commit
     * @throws Exception fails the job, naming the sink
     */
    P prepare(long snapshot) throws Exception;

    /**
     * The task ends, well or not, and no snapshot will have what was begun or written since the last call of {@link
     * #prepare}: it is to be given up, so that nobody has to wait for it to time out. What was prepared is left alone, since
     * it may be in a snapshot: the committer decides about that, now or at the next start. Called once, before {@link #close};
     * not when the process dies, after which the committer gives it up.
     *
     * @throws Exception is added to the job's failure, or fails it
     */
    default void abort() throws Exception {}
}
