package io.millrace.operator;

import io.millrace.function.PredicateFn;

final class FilterOperator<T> implements Operator<T, T>, HandlesErrors {

    private final PredicateFn<? super T> predicate;
    private final ErrorHandler errors = new ErrorHandler();

    FilterOperator(PredicateFn<? super T> predicate) {
        this.predicate = predicate;
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
    public boolean process(int input, Batch<T> batch, Output<T> out) {
        for (int row = 0; row < batch.size(); row++) {
            row = process(batch, row, out);
        }
        return true;
    }

    /** Up to the end or a row that was handled as an error; returns where it ended. */
    private int process(Batch<T> batch, int from, Output<T> out) {
        int row = from;
        try {
            for (int size = batch.size(); row < size; row++) {
                T event = batch.value(row);
                if (predicate.test(event)) {
                    out.emit(event, batch.timestamp(row));
                }
            }
        } catch (Throwable e) {
            errors.handle(e, batch.value(row), batch.timestamp(row));
        }
        return row;
    }
}
