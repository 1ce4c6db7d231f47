package io.millrace.runtime.task;

import io.millrace.edge.RowHasher;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.Output;

/**
 * Makes the hashes of keys where that is not left to the edges: before a {@link io.millrace.operator.Combiner}; and in
 * a key exchange inside one task, where producer and consumer have parallelism 1 and nothing else remains to be done.
 * As behind any exchange, nothing is known of splits: what a keyed operator emits is of no split.
 */
public final class KeyHashing implements Operator<Object, Object> {

    private final RowHasher hasher;

    public KeyHashing(RowHasher hasher) {
        this.hasher = hasher;
    }

    @Override
    public boolean process(int input, Batch<Object> batch, Output<Object> out) {
        Batch<Object> rows = out.emitAll(batch);
        hasher.hash(rows);
        return true;
    }
}
