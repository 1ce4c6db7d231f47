package io.millrace.window.aggregate;

import io.millrace.operator.Aggregate;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;

/** What has the accumulators of another aggregate, and differs in the events it gives it or in its results. */
abstract class Delegating<T, A, R> implements Aggregate<T, A, R> {

    private static final long serialVersionUID = 1;

    private final Aggregate<?, A, ?> aggregate;

    Delegating(Aggregate<?, A, ?> aggregate) {
        this.aggregate = aggregate;
    }

    @Override
    public final A create() throws Exception {
        return aggregate.create();
    }

    @Override
    public final void merge(A accumulator, A other) throws Exception {
        aggregate.merge(accumulator, other);
    }

    @Override
    public final boolean isCommutative() {
        return aggregate.isCommutative();
    }

    @Override
    public final boolean canSubtract() {
        return aggregate.canSubtract();
    }

    @Override
    public final void subtract(A accumulator, A other) throws Exception {
        aggregate.subtract(accumulator, other);
    }

    @Override
    public final Type<A> accumulatorType(Type<?> events) {
        return aggregate.accumulatorType(passedOn(events));
    }

    @Override
    public Serde<A> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
        return aggregate.accumulatorSerde(serdes, passedOn(events));
    }

    /** The type of the events that the other aggregate is given, or null where it is not known. */
    Type<?> passedOn(Type<?> events) {
        return events;
    }
}
