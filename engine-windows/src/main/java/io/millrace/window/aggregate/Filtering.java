package io.millrace.window.aggregate;

import io.millrace.function.PredicateFn;
import io.millrace.operator.Aggregate;
import io.millrace.state.serde.Type;

public final class Filtering<T, A, R> extends Delegating<T, A, R> {

    private static final long serialVersionUID = 1;

    private final PredicateFn<? super T> condition;
    private final Aggregate<? super T, A, R> aggregate;

    public Filtering(PredicateFn<? super T> condition, Aggregate<? super T, A, R> aggregate) {
        super(aggregate);
        this.condition = condition;
        this.aggregate = aggregate;
    }

    @Override
    public void add(A accumulator, T event, long timestamp) throws Exception {
        if (condition.test(event)) {
            aggregate.add(accumulator, event, timestamp);
        }
    }

    @Override
    public R result(A accumulator) throws Exception {
        return aggregate.result(accumulator);
    }

    @Override
    public Type<?> resultType(Type<?> events) {
        return aggregate.resultType(events);
    }
}
