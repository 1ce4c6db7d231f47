package io.millrace.window.operator;

/**
 * Emits at events alone, also for windows that keep no accumulator of their own but combine one whenever it is asked
 * for: who asks remembers what has been emitted.
 *
 * @param <A> the accumulators
 * @param <R> the results
 */
interface UpdateFiring<A, R> extends EarlyFiring<A, R> {

    /** The result to emit of a window that has this accumulator, which is left as it is; null for none. */
    R resultOf(A accumulator) throws Exception;

    /** Whether a window emits one result at most. */
    boolean emitsOnce();
}
