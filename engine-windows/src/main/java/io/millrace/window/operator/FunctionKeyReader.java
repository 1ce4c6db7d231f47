package io.millrace.window.operator;

import io.millrace.function.Fn;
import io.millrace.graph.KeySelector;
import io.millrace.operator.Batch;
import io.millrace.operator.OperatorContext;

/** Made by copies, see {@link io.millrace.function.Monomorphic}. */
final class FunctionKeyReader<K, T> implements KeyReader<K, T> {

    private final Fn<? super T, ? extends K> keyOf;
    private final OperatorContext context;

    FunctionKeyReader(Fn<? super T, ? extends K> keyOf, OperatorContext context) {
        this.keyOf = keyOf;
        this.context = context;
    }

    @Override
    public void read(Batch<T> batch, K[] keys) {
        int row = 0;
        try {
            for (int size = batch.size(); row < size; row++) {
                T event = batch.value(row);
                K key = event instanceof HeldPane.Partial<?, ?> partial ? keyOf(partial) : keyOf.apply(event);
                keys[row] = KeySelector.checked(key);
            }
        } catch (Throwable e) {
            throw context.failure(e, null, batch.value(row), batch.timestamp(row));
        }
    }

    @SuppressWarnings("unchecked") // it was made with the same function
    private K keyOf(HeldPane.Partial<?, ?> partial) {
        return (K) partial.key();
    }
}
