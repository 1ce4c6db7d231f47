package io.millrace.sink;

import java.io.Serializable;

/**
 * Where results go: a description that makes one writer per parallel task.
 *
 * @param <T> the results
 */
public interface Sink<T> extends Serializable {

    /**
     * Makes the writer of one task; called on the thread that will call the writer.
     *
     * @param context what the engine offers to the writer
     * @return a new writer
     * @throws Exception fails the job, naming this sink
     */
    SinkWriter<T> open(SinkContext context) throws Exception;

    /**
     * Whether writing may block. A blocking sink gets a thread of its own, so that it holds up nothing but its
     * producers; it is interrupted when the job is cancelled.
     *
     * @return whether it may block; false unless overridden
     */
    default boolean blocking() {
        return false;
    }

    /**
     * The most writers that can share the work.
     *
     * @return at least 1; unbounded unless overridden
     */
    default int maxParallelism() {
        return Integer.MAX_VALUE;
    }
}
