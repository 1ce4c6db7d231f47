package io.millrace.window.operator;

import io.millrace.operator.Batch;
import io.millrace.operator.FlatAggregate;
import io.millrace.operator.OperatorContext;
import io.millrace.state.table.NumberCells;

/** Made by copies, see {@link io.millrace.function.Monomorphic}. */
final class FlatAggregateAdder<K, T> implements FlatAdder<K, T> {

    private final FlatAggregate<? super T, ?> aggregate;
    private final OperatorContext context;

    FlatAggregateAdder(FlatAggregate<? super T, ?> aggregate, OperatorContext context) {
        this.aggregate = aggregate;
        this.context = context;
    }

    @Override
    public void add(Batch<T> batch, K[] keys, NumberCells cells, int from, int end) {
        int row = from;
        try {
            for (; row < end; row++) {
                aggregate.add(cells.array(row), cells.place(row), batch.value(row), batch.timestamp(row));
            }
        } catch (Throwable e) {
            throw context.failure(e, keys[row], batch.value(row), batch.timestamp(row));
        }
    }
}
