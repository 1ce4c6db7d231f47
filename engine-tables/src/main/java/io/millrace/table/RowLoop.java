package io.millrace.table;

import io.millrace.operator.Batch;
import io.millrace.operator.Output;

/** Made by copies, see {@link io.millrace.function.Monomorphic}. */
final class RowLoop<I, O> implements RowByRow.Loop<I, O> {

    private final RowByRow<I, O> rows;

    RowLoop(RowByRow<I, O> rows) {
        this.rows = rows;
    }

    @Override
    public int run(int input, Batch<I> batch, int from, Output<O> out) {
        int at = from;
        try {
            for (int size = batch.size(); at < size; at++) {
                if (!out.hasRoom() || !rows.take(input, batch.value(at), batch.hash(at), batch.timestamp(at), out)) {
                    return at;
                }
            }
        } catch (Throwable e) {
            throw rows.failure(e, input, batch.value(at), batch.timestamp(at));
        }
        return at;
    }
}
