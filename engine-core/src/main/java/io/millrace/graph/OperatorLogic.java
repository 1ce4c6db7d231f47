package io.millrace.graph;

import io.millrace.operator.Operator;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;

/**
 * Turns events into others. Those of the fluent API are in {@link Verbs}; {@link OperatorSpec} describes an operator of
 * one's own, and a module that has verbs of its own has a record for each. Immutable.
 *
 * @param <I> the events of the inputs
 * @param <O> the results of the main output
 */
public non-sealed interface OperatorLogic<I, O> extends NodeLogic {

    /**
     * Makes the operator of one task.
     *
     * @return a new operator
     * @throws Exception fails the job
     */
    Operator<I, O> operator() throws Exception;

    /**
     * The name of an operator that has state, which snapshots know it by.
     *
     * @return the name, unique in the pipeline; null unless overridden, for an operator without state
     */
    default String name() {
        return null;
    }

    /**
     * The operator that it is a part of, to which the user has given a name: what goes wrong in it is told with that name,
     * while its node has no name of its own.
     *
     * @return the name of that operator; null unless overridden
     */
    default String partOf() {
        return null;
    }

    /**
     * An operator that the planner puts before the key exchange between tasks that leads to an input, into each task that
     * produces the input. It may put several events together into one row, which the operator behind the exchange reads
     * in place of the events, and must not show the difference: neither in its results nor in what it counts, for which
     * there is {@link io.millrace.metrics.Metrics#COMBINED}.
     *
     * <p>A combiner is an operator like any other, but for this. Its batches have the hashes of the keys, and it emits each
     * row {@linkplain io.millrace.operator.Output#emit(Object, long, int) with one}. It has no state of its own, and so
     * emits all that it holds in {@link Operator#beforeSnapshot}, in {@link Operator#onIdle} where the operator behind goes
     * by event time, and in {@link Operator#onEndOfData}. Its subtasks are the tasks that send to the operator, by whatever
     * input. It fails by the name of the operator.
     *
     * @param input the ordinal of the input
     * @return the combiner, which has no name; null unless overridden, where there is none
     */
    default OperatorLogic<?, ? extends I> combiner(int input) {
        return null;
    }

    /**
     * How what the combiner of an input makes of events gets to another process. A host whose tasks are in several may have the
     * combiner by that where nobody reads a side output of this operator. It is not told {@linkplain
     * io.millrace.operator.OperatorContext#restoredTime how far event time had come} then: what it has put together may come too
     * late, and is to be counted as the events in it would have been.
     *
     * @param input the ordinal of the input
     * @param serdes how keys and state are written
     * @return the rows; null unless overridden, where such a host is to have no combiner, as when an exception tells that they cannot be written
     */
    default CombinedRows<?> combinedRows(int input, SerdeRegistry serdes) {
        return null;
    }

    /**
     * Whether an input is for control: rules, or a table without time. It counts for barriers, but not for event time:
     * its events need no timestamps, its watermarks are ignored, and the watermark is that of the other inputs, however
     * silent this one is, and when it has ended. Neither are results made of its events, so that these may be updates of
     * others whatever the operator makes of updates. One input at least must not be such.
     *
     * @param input the ordinal of the input
     * @return whether it is; false unless overridden
     */
    default boolean isControl(int input) {
        return false;
    }

    /**
     * Whether results carry on the {@linkplain io.millrace.operator.Updates updates} of an input: they are updates of each
     * other where events of that input are. It is not so of an input that is looked up alone, as the table of a join in
     * which each event of another input has one result.
     *
     * @param input the ordinal of the input
     * @return whether they do; unless overridden, true of all inputs that are not for {@linkplain #isControl control}
     */
    default boolean passesUpdates(int input) {
        return !isControl(input);
    }

    /**
     * Whether a stream may end here, since what it does is seen elsewhere than in its results.
     *
     * @return whether nothing has to read the results; false unless overridden
     */
    default boolean endsStreams() {
        return false;
    }

    /**
     * The type of the results of the main output.
     *
     * @param events the type of the events of input 0, or null where it is not known
     * @return the type; null unless overridden, where it is not known
     */
    default Type<?> resultType(Type<?> events) {
        return null;
    }
}
