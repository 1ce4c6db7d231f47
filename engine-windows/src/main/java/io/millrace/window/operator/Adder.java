package io.millrace.window.operator;

import static java.lang.invoke.MethodHandles.lookup;

import io.millrace.function.Monomorphic;
import io.millrace.operator.Aggregate;
import io.millrace.operator.Batch;
import io.millrace.operator.OperatorContext;

/** Adds rows to accumulators that have been looked up for them. Confined to the task's thread. */
interface Adder<K, T, A> {

    Monomorphic<Adder<?, ?, ?>> COPIES = Monomorphic.of(lookup(), AggregateAdder.class);

    static <K, T, A> Adder<K, T, A> of(Aggregate<? super T, A, ?> aggregate, OperatorContext context) {
        return COPIES.make(aggregate, context);
    }

    /**
     * Adds rows.
     *
     * @param keys by row, for messages
     * @param accumulators by row
     * @param end the row behind the last
     */
    void add(Batch<T> batch, K[] keys, A[] accumulators, int from, int end);

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
}
