package io.millrace.operator;

import io.millrace.function.Fn;
import java.util.Objects;

final class MapOperator<T, R> implements Operator<T, R> {

    private final Fn<? super T, ? extends R> function;
    private OperatorContext context;

    MapOperator(Fn<? super T, ? extends R> function) {
        this.function = function;
    }

    @Override
    public void open(OperatorContext operatorContext) {
        context = operatorContext;
    }

    @Override
    public boolean process(int input, Batch<T> batch, Output<R> out) {
        int row = 0;
        try {
            for (int size = batch.size(); row < size; row++) {
                R result = function.apply(batch.value(row));
                out.emit(
                        Objects.requireNonNull(result, "map returned null; filter such events out"),
                        batch.timestamp(row));
            }
        } catch (Throwable e) {
            throw context.failure(e, null, batch.value(row), batch.timestamp(row));
        }
        return true;
    }
}
