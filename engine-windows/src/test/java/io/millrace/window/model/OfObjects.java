package io.millrace.window.model;

import io.millrace.operator.Aggregate;
import io.millrace.operator.Updates;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;

/** Does what an aggregate does, and hides that it is flat. */
public record OfObjects<T, A, R>(Aggregate<T, A, R> aggregate) implements Aggregate<T, A, R> {

    @Override
    public A create() throws Exception {
        return aggregate.create();
    }

    @Override
    public void add(A accumulator, T event, long timestamp) throws Exception {
        aggregate.add(accumulator, event, timestamp);
    }

    @Override
    public void merge(A accumulator, A other) throws Exception {
        aggregate.merge(accumulator, other);
    }

    @Override
    public boolean isCommutative() {
        return aggregate.isCommutative();
    }

    @Override
    public boolean takes(Updates updates) {
        return aggregate.takes(updates);
    }

    @Override
    public boolean canSubtract() {
        return aggregate.canSubtract();
    }

    @Override
    public void subtract(A accumulator, A other) throws Exception {
        aggregate.subtract(accumulator, other);
    }

    @Override
    public R result(A accumulator) throws Exception {
        return aggregate.result(accumulator);
    }

    @Override
    public Type<?> resultType(Type<?> events) {
        return aggregate.resultType(events);
    }

    @Override
    public Serde<A> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
        return aggregate.accumulatorSerde(serdes, events);
    }
}
