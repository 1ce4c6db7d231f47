package io.millrace.runtime;

import io.millrace.edge.RowHasher;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.Output;

/** A key exchange inside one task, where producer and consumer have parallelism 1: only the hash remains to be made. */
final class KeyHashing implements Operator<Object, Object> {

    private final RowHasher hasher;

    KeyHashing(RowHasher hasher) {
        this.hasher = hasher;
    }

    @Override
    public boolean process(int input, Batch<Object> batch, Output<Object> out) {
        hasher.hash(out.emitAll(batch));
        return true;
    }
}
