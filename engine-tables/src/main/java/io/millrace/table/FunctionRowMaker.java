package io.millrace.table;

import io.millrace.function.BiFn;
import io.millrace.operator.Batch;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;

/** Made by copies, see {@link io.millrace.function.Monomorphic}. */
final class FunctionRowMaker<V, R> implements LatestJoin.RowMaker<V, R> {

    private final BiFn<Object, ? super V, ? extends R> function;
    private final boolean inner;
    private final OperatorContext context;

    FunctionRowMaker(BiFn<Object, ? super V, ? extends R> function, boolean inner, OperatorContext context) {
        this.function = function;
        this.inner = inner;
        this.context = context;
    }

    @Override
    public int make(Batch<Object> events, Object[] keys, V[] rows, int from, Output<R> out) {
        int at = from;
        try {
            for (int size = events.size(); at < size && out.hasRoom(); at++) {
                V row = rows[at];
                if (row != null || !inner) {
                    R result = function.apply(events.value(at), row);
                    out.emit(RowByRow.given(result, "the function of the join"), events.timestamp(at));
                }
            }
        } catch (Throwable e) {
            throw context.failure(e, keys[at], events.value(at), events.timestamp(at));
        }
        return at;
    }
}
