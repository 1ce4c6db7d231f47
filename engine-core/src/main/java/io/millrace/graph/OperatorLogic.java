package io.millrace.graph;

import io.millrace.function.Fn;
import io.millrace.operator.Combiner;
import io.millrace.operator.Operator;
import io.millrace.state.serde.Type;
import java.util.function.LongSupplier;

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
     * What makes the combiner of each task that produces an input, which may put events together before they go through
     * a key exchange to the operator. It is given what tells, once there are events, how far event time had come for the
     * operator by the snapshot that the job goes on from: for the key that it had come furthest for,
     * {@link io.millrace.time.EventTime#NONE} at a first start.
     *
     * @param input the ordinal of the input
     * @return what makes it; null unless overridden, where there is none
     */
    default Fn<? super LongSupplier, ? extends Combiner<?>> combiner(int input) {
        return null;
    }

    /**
     * Whether an input is for control: rules, or a table without time. It counts for barriers, but not for event time:
     * its events need no timestamps, its watermarks are ignored, and the watermark is that of the other inputs, however
     * silent this one is, and when it has ended. One input at least must not be such.
     *
     * @param input the ordinal of the input
     * @return whether it is; false unless overridden
     */
    default boolean isControl(int input) {
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
