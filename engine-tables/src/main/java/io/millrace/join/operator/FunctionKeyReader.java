package io.millrace.join.operator;

import io.millrace.function.Fn;
import io.millrace.graph.KeySelector;
import io.millrace.operator.Batch;
import io.millrace.operator.OperatorContext;

/** Made by copies, see {@link io.millrace.function.Monomorphic}. */
final class FunctionKeyReader<K> implements KeyReader<K> {

    private final Fn<Object, ? extends K> keyOf;
    private final OperatorContext context;

    FunctionKeyReader(Fn<Object, ? extends K> keyOf, OperatorContext context) {
        this.keyOf = keyOf;
        this.context = context;
    }

    @Override
    public void read(Batch<Object> batch, K[] keys) {
        int row = 0;
        try {
            for (int size = batch.size(); row < size; row++) {
                keys[row] = KeySelector.checked(keyOf.apply(batch.value(row)));
            }
        } catch (Throwable e) {
            throw context.failure(e, null, batch.value(row), batch.timestamp(row));
        }
    }
}
