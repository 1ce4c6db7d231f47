package io.millrace.source;

import io.millrace.operator.Batch;

/**
 * Reads the events of one task. All methods are called by one thread: the task's, or the one that fetches for it when
 * the source is {@linkplain Source#blocking() blocking}.
 *
 * @param <T> the events
 */
public interface SourceReader<T> {

    /**
     * Appends events to a batch, until the batch is full or nothing more is there now. Only a blocking source may wait,
     * and then for no longer than until the first event; it returns what it has rather than waiting for more.
     *
     * <p>A reader of several splits, such as files or partitions, appends events of one of them and says which with
     * {@link Batch#split(int, int)}; when it has ended, that too, with {@link Batch#endSplit()}.
     *
     * @param batch an empty batch
     * @return whether more may be there at once, later, or never
     * @throws Exception fails the job, naming the source
     */
    Fetch fetch(Batch<T> batch) throws Exception;

    /**
     * The position behind the last event fetched, from which a later run could go on. Part of snapshots. Called behind
     * fetches by the thread that fetches; what was returned is not changed any more, and written by another thread.
     *
     * @return the position: a {@link Long}, a {@link String}, a {@code byte[]}, or a list of these or of such lists; or
     *     null when the source cannot replay
     */
    default Object position() {
        return null;
    }

    /**
     * The job was asked to end. A reader that holds events which nobody could read again, because users pushed them, say,
     * takes no more of them and is fetched from until {@link Fetch#END}. Not called for a blocking source: its thread is
     * interrupted, and what it has fetched by then is delivered.
     *
     * @return whether to go on fetching; false, which ends the stream at once, unless overridden
     */
    default boolean stop() {
        return false;
    }

    /**
     * Releases what the reader holds; called exactly once.
     *
     * @throws Exception is added to the job's failure, or fails it
     */
    default void close() throws Exception {}
}
