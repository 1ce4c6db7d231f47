package io.millrace.window.operator;

import io.millrace.operator.Aggregate;

/**
 * What a run of parts gives together, while that run moves on along them. Parts are merged in their order. It is derived
 * from the parts, not part of snapshots, and never changes them.
 *
 * <p>Moving on by a part costs a merge and a subtraction, or a few merges on average where the aggregate cannot subtract.
 *
 * @param <A> the accumulators
 */
abstract class SlidingCombination<A> {

    final Aggregate<?, A, ?> aggregate;

    /** The positions of the run, the latter not included. */
    long from;

    long to;

    SlidingCombination(Aggregate<?, A, ?> aggregate) {
        this.aggregate = aggregate;
    }

    /** One over no parts. */
    static <A> SlidingCombination<A> of(Aggregate<?, A, ?> aggregate) {
        return aggregate.canSubtract() ? new SubtractingCombination<>(aggregate) : new TwoStackCombination<>(aggregate);
    }

    /**
     * Moves to another run.
     *
     * @param newFrom its first position
     * @param newTo the position behind it, greater
     * @return the combination, to be read before the next call and not to be changed
     */
    abstract A moveTo(Parts<A> parts, long newFrom, long newTo) throws Exception;

    /** A part has been put in at a position: those from there on have moved up by one. */
    abstract void inserted(Parts<A> parts, long position) throws Exception;

    /** The part at a position has taken in what another accumulator has. */
    abstract void added(long position, A addition) throws Exception;

    /** Parts are about to go: nothing before the position will be asked for any more. */
    final void dropBefore(Parts<A> parts, long position) throws Exception {
        if (from >= position) {
            return;
        }
        if (to > position) {
            moveTo(parts, position, to);
        } else {
            clear();
        }
    }

    /** Forgets the run. */
    abstract void clear();

    final boolean isEmpty() {
        return from == to;
    }

    final boolean holds(long position) {
        return from <= position && position < to;
    }
}
