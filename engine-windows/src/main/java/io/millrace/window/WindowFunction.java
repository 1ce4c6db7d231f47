package io.millrace.window;

import java.io.Serializable;
import java.util.List;

/**
 * Turns all events of a window into any number of outputs, for {@link WindowedStream#process}. Called by the threads of
 * several tasks, one call at a time for each.
 *
 * @param <K> the keys
 * @param <T> the events
 * @param <O> the outputs
 */
@FunctionalInterface
public interface WindowFunction<K, T, O> extends Serializable {

    /**
     * Looks at a window.
     *
     * @param window which window of which key it is, and which of its results
     * @param events its events, at least one, unmodifiable; in the order of {@link Aggregates#collect}, which is that of
     *     their arrival where no windows are merged
     * @return the outputs, not null, none of them null; taken one by one as there is room downstream, so they may be many,
     *     and lazy
     * @throws Exception fails the job
     */
    Iterable<? extends O> process(WindowResult<K, List<T>> window, List<T> events) throws Exception;
}
