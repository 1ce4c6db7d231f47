package io.millrace.window.operator;

import io.millrace.function.Fn;
import io.millrace.state.serde.Type;
import io.millrace.window.spi.PaneInfo;
import java.time.Instant;

/**
 * What the window operators have in common.
 *
 * @param <K> the keys
 * @param <T> the events
 * @param <A> the accumulators
 * @param <R> the results of the aggregate
 * @param <O> what is emitted
 * @param key from event to key
 * @param emission the aggregate, and when its results are emitted
 * @param results makes what is emitted
 * @param lateness how long after its end a window still takes events, in milliseconds, not negative
 * @param byClock whether the time of the windows is that of the clock, and not that of the events
 * @param events the type of the events, or null where it is not known
 */
public record WindowLogic<K, T, A, R, O>(
        Fn<? super T, ? extends K> key,
        Emission<? super T, A, R> emission,
        Results<? super K, ? super R, ? extends O> results,
        long lateness,
        boolean byClock,
        Type<?> events) {

    /** The name of the side output that late events go to. */
    public static final String LATE = "late";

    /**
     * Makes what a window operator emits.
     *
     * @param <K> the keys
     * @param <R> the results of the aggregate
     * @param <O> what is emitted
     */
    @FunctionalInterface
    public interface Results<K, R, O> {

        /** The result of a key and the window from start, inclusive, to end, exclusive. */
        O make(K key, Instant start, Instant end, R value, PaneInfo pane);
    }
}
