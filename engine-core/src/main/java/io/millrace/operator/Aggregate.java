package io.millrace.operator;

import io.millrace.state.serde.Type;
import java.io.Serializable;

/**
 * An algebra for aggregating events: accumulators are made, take events in, absorb each other and give results. Adding
 * and merging have to be associative and must not depend on order beyond what the result means by it. One instance
 * serves all tasks; accumulators are confined to a task and are part of snapshots.
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
     * Takes in all that another accumulator has seen.
     *
     * @param accumulator changed in place
     * @param other not changed
     * @throws Exception fails the job
     */
    void merge(A accumulator, A other) throws Exception;

    /**
     * The result so far.
     *
     * @param accumulator not changed, and not shared with the result
     * @return the result, never null
     * @throws Exception fails the job
     */
    R result(A accumulator) throws Exception;

    /**
     * The type of the accumulators, which snapshots need.
     *
     * @return the type, or null where it is not known
     */
    default Type<A> accumulatorType() {
        return null;
    }
}
