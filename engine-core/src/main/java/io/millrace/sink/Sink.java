package io.millrace.sink;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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
     * Why the sink can be written to in this JVM alone: a copy of it, which a graph has that was serialized, would not do what
     * this one does.
     *
     * @return the reason, in words; empty unless overridden
     */
    default Optional<String> whyNotPortable() {
        return Optional.empty();
    }

    /**
     * The files that it writes: a job whose {@linkplain io.millrace.source.Source#files source} reads one of them is refused.
     *
     * @return files, which need not be there; none unless overridden
     */
    default List<Path> files() {
        return List.of();
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
