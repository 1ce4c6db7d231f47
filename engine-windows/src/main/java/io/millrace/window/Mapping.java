package io.millrace.window;

import io.millrace.function.Fn;
import io.millrace.operator.Aggregate;
import io.millrace.state.serde.Type;
import java.util.Objects;

final class Mapping<T, U, A, R> implements Aggregate<T, A, R> {

    private static final long serialVersionUID = 1;

    private final Fn<? super T, ? extends U> function;
    private final Aggregate<? super U, A, R> aggregate;

    Mapping(Fn<? super T, ? extends U> function, Aggregate<? super U, A, R> aggregate) {
        this.function = function;
        this.aggregate = aggregate;
    }

    @Override
    public A create() throws Exception {
        return aggregate.create();
    }

    @Override
    public void add(A accumulator, T event, long timestamp) throws Exception {
        U mapped = Objects.requireNonNull(function.apply(event), "the function of mapping returned null");
        aggregate.add(accumulator, mapped, timestamp);
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
