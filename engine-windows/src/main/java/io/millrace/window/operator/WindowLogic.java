package io.millrace.window.operator;

import io.millrace.function.Fn;
import io.millrace.state.serde.Type;

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
        ResultFactory<? super K, ? super R, ? extends O> results,
        long lateness,
        boolean byClock,
        Type<?> events) {}
