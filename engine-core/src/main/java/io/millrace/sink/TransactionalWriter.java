package io.millrace.sink;

/**
 * Writes the results of one task so that they can be committed later. All methods are called by that task's thread.
 *
 * @param <T> the results
 * @param <P> what is known of prepared results
 */
public interface TransactionalWriter<T, P> extends SinkWriter<T> {

    /**
     * Sees to it that everything written so far can be committed even after a crash. What is written from now on belongs
     * to the next snapshot. When this snapshot does not become complete, the next one has to cover what it covered.
     *
     * @param snapshot the number of the snapshot, ascending
     * @return what the committer needs, or null when there is nothing to commit
     * @throws Exception fails the job, naming the sink
     */
    P prepare(long snapshot) throws Exception;
}
