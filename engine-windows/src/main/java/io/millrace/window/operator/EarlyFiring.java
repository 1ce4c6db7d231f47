package io.millrace.window.operator;

import io.millrace.window.spi.Trigger;

/**
 * What a window emits besides, or instead of, its result at the end. Whatever has to be remembered for that is part of
 * the accumulators, so that it is stored, merged and dropped with them.
 *
 * @param <A> the accumulators
 * @param <R> the results
 */
interface EarlyFiring<A, R> {

    /** The result to emit after an event has been added, or null for none. */
    R onEvent(A accumulator, WindowView<R> window) throws Exception;

    /** The result to emit at the end of a window, or for a late event; null when there is nothing new to tell. */
    R fire(A accumulator) throws Exception;

    /** Whether a window emits at its end. */
    boolean emitsAtEnd();

    /** Which event gives a result, in words, where none comes at the end. */
    default String waitsFor() {
        return "the next event of the key";
    }

    /** Whether nothing can be emitted any more. */
    default boolean isFinal(A accumulator) {
        return false;
    }

    /** Whether results become due by the clock, where they do by time. */
    default boolean usesProcessingTime() {
        return false;
    }

    /** When {@link #onTime} is due, {@link Trigger#NEVER} where time alone makes nothing due. */
    default long nextTime(A accumulator) {
        return Trigger.NEVER;
    }

    /** The result to emit because its time has come, or null for none. */
    default R onTime(A accumulator, WindowView<R> window) throws Exception {
        return null;
    }
}
