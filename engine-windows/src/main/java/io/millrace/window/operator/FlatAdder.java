package io.millrace.window.operator;

import static java.lang.invoke.MethodHandles.lookup;

import io.millrace.function.Monomorphic;
import io.millrace.operator.Batch;
import io.millrace.operator.FlatAggregate;
import io.millrace.operator.OperatorContext;
import io.millrace.state.table.NumberCells;

/** Adds rows to accumulators that are numbers in a table and have been looked up. Confined to the task's thread. */
interface FlatAdder<K, T> {

    Monomorphic<FlatAdder<?, ?>> COPIES = Monomorphic.of(lookup(), FlatAggregateAdder.class);

    static <K, T> FlatAdder<K, T> of(FlatAggregate<? super T, ?> aggregate, OperatorContext context) {
        return COPIES.make(aggregate, context);
    }

    /**
     * Adds rows.
     *
     * @param keys by row, for messages
     * @param cells where the accumulators are, by row
     * @param end the row behind the last
     */
    void add(Batch<T> batch, K[] keys, NumberCells cells, int from, int end);

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
}
