package io.millrace.window.operator;

/** The accumulators that a {@link SlidingCombination} goes over, in their order. */
@FunctionalInterface
interface Parts<A> {

    /** The part at a position. */
    A part(long position);
}
