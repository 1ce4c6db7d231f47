package io.millrace.operator;

import io.millrace.function.Fn;
import java.util.Objects;

final class MapOperator<T, R> implements Operator<T, R>, HandlesErrors {

    private final Fn<? super T, ? extends R> function;
    private final ErrorHandler errors = new ErrorHandler();

    MapOperator(Fn<? super T, ? extends R> function) {
        this.function = function;
    }

    @Override
    public void onError(Errors policy) {
        errors.policy(policy);
    }

    @Override
    public void open(OperatorContext context) {
        errors.open(context);
    }

    @Override
    public boolean process(int input, Batch<T> batch, Output<R> out) {
        for (int row = 0; row < batch.size(); row++) {
            row = process(batch, row, out);
        }
        return true;
    }

    /** Up to the end or a row that was handled as an error; returns where it ended. */
    private int process(Batch<T> batch, int from, Output<R> out) {
        int row = from;
        try {
            for (int size = batch.size(); row < size; row++) {
                R result = function.apply(batch.value(row));
                out.emit(
                        Objects.requireNonNull(result, "map returned null; filter such events out"),
                        batch.timestamp(row));
            }
        } catch (Throwable e) {
            errors.handle(e, batch.value(row), batch.timestamp(row));
        }
        return row;
    }
}
