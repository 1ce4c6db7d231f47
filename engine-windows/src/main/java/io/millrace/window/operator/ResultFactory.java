package io.millrace.window.operator;

import io.millrace.window.spi.PaneInfo;
import java.time.Instant;

/**
 * Makes what a window operator emits.
 *
 * @param <K> the keys
 * @param <R> the results of the aggregate
 * @param <O> what is emitted
 */
@FunctionalInterface
public interface ResultFactory<K, R, O> {

    /** The result of a key and the window from start, inclusive, to end, exclusive. */
    O make(K key, Instant start, Instant end, R value, PaneInfo pane);
}
