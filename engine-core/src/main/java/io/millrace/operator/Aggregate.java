package io.millrace.operator;

import io.millrace.state.serde.NoSerdeException;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import java.io.Serializable;

/**
 * An algebra for aggregating events: accumulators are made, take events in, absorb each other and give results. Adding
 * and merging have to be associative and must not depend on order beyond what the result means by it. One instance
 * serves all tasks; an accumulator belongs to one task at a time and is part of snapshots.
 *
 * @param <T> the events
 * @param <A> the accumulators, mutable
 * @param <R> the results, immutable
 */
public interface Aggregate<T, A, R> extends Serializable {

    /**
     * Makes an empty accumulator.
     *
     * @return a new accumulator, never null
     * @throws Exception fails the job
     */
    A create() throws Exception;

    /**
     * Takes an event in.
     *
     * @param accumulator changed in place
     * @param event the event
     * @param timestamp its timestamp, epoch milliseconds
     * @throws Exception fails the job
     */
    void add(A accumulator, T event, long timestamp) throws Exception;

    /**
     * Takes in all that another accumulator has seen. The other one lives on: it may take in more events, and be merged
     * into the accumulators of several windows, so that no mutable part of it may be shared.
     *
     * @param accumulator changed in place
     * @param other of the later part in event time, not changed
     * @throws Exception fails the job
     */
    void merge(A accumulator, A other) throws Exception;

    /**
     * Whether the result is the same whatever the order in which events are added and accumulators are merged, to the
     * last bit. Events that have to cross to another task can then be aggregated before, and the accumulators be merged
     * behind, which may also happen in another order than that of event time; an accumulator that was handed over is
     * used by the other task alone. Always the same for one instance.
     *
     * @return true only if nothing of the order shows in the result: it does not in counts, sums of whole numbers, least
     *     and greatest values. It does in floating-point sums, whose rounding differs, in the first of several equal
     *     events, and in collections that are in the order of coming. An aggregate that fails on some parts of its
     *     events, as a sum that overflows on the way, may do so in one order and not in another
     */
    default boolean isCommutative() {
        return false;
    }

    /**
     * Whether events may be updates of others, as the results of a window are that emits before its end, and the result
     * is still that of what they tell of. A window of an aggregate that does not take them is refused behind such
     * results. Always the same for one instance.
     *
     * @param updates how events update others
     * @return true only if nothing counts twice: sums take increments, and what keeps the latest event alone takes
     *     revisions
     */
    default boolean takes(Updates updates) {
        return false;
    }

    /**
     * Whether {@link #subtract} is supported. A sliding window can then move on by adding what comes in and
     * subtracting what goes out, instead of merging all its parts anew. Always the same for one instance.
     *
     * <p>The accumulator may hold more than any window has for a moment: subtracting, or adding in between, must not fail
     * where the result fits.
     *
     * @return true only if subtracting is exact: it is for counts, sums of whole numbers and multisets. It is not for
     *     floating-point sums, which would drift and which an infinity or a NaN would never leave, and a least or
     *     greatest value cannot be taken out at all
     */
    default boolean canSubtract() {
        return false;
    }

    /**
     * Takes out all that another accumulator has seen, which this one has seen before. What is left gives the same
     * result as if it alone had been seen, apart from the order in which a set or map iterates. As in
     * {@link #merge}, no mutable part of the other may be shared.
     *
     * @param accumulator changed in place
     * @param other not changed
     * @throws UnsupportedOperationException where {@link #canSubtract} is false
     * @throws Exception fails the job
     */
    default void subtract(A accumulator, A other) throws Exception {
        throw new UnsupportedOperationException(
                getClass().getName() + " cannot subtract: merge the parts that remain instead");
    }

    /**
     * The result so far.
     *
     * @param accumulator not changed, and not shared with the result: what happens to it afterwards leaves the result
     *     as it is
     * @return the result; null only over no events, which windows never have but a part of a combination may
     * @throws Exception fails the job
     */
    R result(A accumulator) throws Exception;

    /**
     * The type of the results, by which what reads them knows it.
     *
     * @param events the type of the events, where the results depend on it; null where it is not known
     * @return the type; null unless overridden, where it is not known
     */
    default Type<?> resultType(Type<?> events) {
        return null;
    }

    /**
     * The type of the accumulators, which snapshots need: of records, collections, arrays and the like, or of a class
     * that a serde is registered for.
     *
     * @param events the type of the events, for accumulators that hold some; null where it is not known
     * @return the type, or null where it is not known
     */
    default Type<A> accumulatorType(Type<?> events) {
        return null;
    }

    /**
     * How accumulators are written. Asked for when a job that takes snapshots opens an operator; to be overridden where
     * {@link #accumulatorType} cannot tell it, as by aggregates that are made of others.
     *
     * @param serdes the serdes of the job
     * @param events the type of the events, for accumulators that hold some; null where it is not known
     * @return the serde
     * @throws NoSerdeException when a type is not known or cannot be written; it says what to do
     */
    default Serde<A> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
        Type<A> type = accumulatorType(events);
        if (type == null) {
            throw new NoSerdeException(getClass().getName()
                    + " does not tell the type of its accumulators: override accumulatorType"
                    + (events == null
                            ? ", and say .typed(...) before keyBy where it depends on that of the events"
                            : ""));
        }
        return serdes.serde(type);
    }
}
