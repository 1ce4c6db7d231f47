package io.millrace.window.operator;

import io.millrace.operator.Aggregate;
import io.millrace.operator.Batch;
import io.millrace.operator.OperatorContext;

/** Made by copies, see {@link io.millrace.function.Monomorphic}. */
final class AggregateAdder<K, T, A> implements Adder<K, T, A> {

    private final Aggregate<? super T, A, ?> aggregate;
    private final OperatorContext context;

    AggregateAdder(Aggregate<? super T, A, ?> aggregate, OperatorContext context) {
        this.aggregate = aggregate;
        this.context = context;
    }

    @Override
    public void add(Batch<T> batch, K[] keys, A[] accumulators, int from, int end) {
        int row = from;
        try {
            for (; row < end; row++) {
                aggregate.add(accumulators[row], batch.value(row), batch.timestamp(row));
            }
        } catch (Throwable e) {
            throw context.failure(e, keys[row], batch.value(row), batch.timestamp(row));
        }
    }
}
