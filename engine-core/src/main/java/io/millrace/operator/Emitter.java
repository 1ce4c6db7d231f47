package io.millrace.operator;

import java.time.Instant;

/**
 * Where a {@link KeyedProcess} sends its results. Confined to the task's thread; not to be kept or used from another.
 *
 * @param <T> the results
 */
public interface Emitter<T> {

    /**
     * Emits a result with the timestamp of the event or timer at hand.
     *
     * @param value the result, not null
     */
    void emit(T value);

    /**
     * Emits a result with a timestamp of its own. One at or before the current watermark is late downstream.
     *
     * @param value the result, not null
     * @param timestamp its time
     */
    void emit(T value, Instant timestamp);
}
