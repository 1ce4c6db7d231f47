package io.millrace.window.operator;

/**
 * Tells what an event gives at once, rather than at the end of its window.
 *
 * @param <A> the accumulators
 * @param <R> the results
 */
@FunctionalInterface
interface Trigger<A, R> {

    /** The result to emit after an event has been added to an accumulator, or null for none. */
    R onEvent(A accumulator) throws Exception;
}
