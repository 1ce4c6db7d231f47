package io.millrace.window;

import io.millrace.function.PredicateFn;
import io.millrace.operator.Aggregate;
import io.millrace.state.serde.Type;

final class Filtering<T, A, R> implements Aggregate<T, A, R> {

    private static final long serialVersionUID = 1;

    private final PredicateFn<? super T> condition;
    private final Aggregate<? super T, A, R> aggregate;

    Filtering(PredicateFn<? super T> condition, Aggregate<? super T, A, R> aggregate) {
        this.condition = condition;
        this.aggregate = aggregate;
    }

    @Override
    public A create() throws Exception {
        return aggregate.create();
    }

    @Override
    public void add(A accumulator, T event, long timestamp) throws Exception {
        if (condition.test(event)) {
            aggregate.add(accumulator, event, timestamp);
        }
    }

    @Override
    public void merge(A accumulator, A other) throws Exception {
        aggregate.merge(accumulator, other);
    }

    @Override
    public R result(A accumulator) throws Exception {
        return aggregate.result(accumulator);
    }

    @Override
    public Type<A> accumulatorType() {
        return aggregate.accumulatorType();
    }
}
