package io.millrace.operator;

import io.millrace.function.Fn;

/** Made by copies, see {@link io.millrace.function.Monomorphic}. */
final class FunctionKeyReader<K, T> extends KeyReader<K, T> {

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
                keys[row] = checked(keyOf.apply(batch.value(row)));
            }
        } catch (Throwable e) {
            throw context.failure(e, null, batch.value(row), batch.timestamp(row));
        }
    }
}
