package io.millrace.operator;

import io.millrace.function.PredicateFn;

final class FilterOperator<T> implements Operator<T, T>, HandlesErrors {

    private final PredicateFn<? super T> predicate;
    private final ErrorHandler errors = new ErrorHandler();
    private int kept;

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

    /** In place: rows that stay are closed up. */
    @Override
    public boolean process(int input, Batch<T> batch, Output<T> out) {
        Batch<T> rows = out.emitAll(batch);
        int from = rows.size() - batch.size();
        kept = from;
        for (int row = from, size = rows.size(); row < size; row++) {
            row = filter(rows, row);
        }
        rows.truncate(kept);
        return true;
    }

    /** Up to the end or a row that was handled as an error; returns where it ended. */
    private int filter(Batch<T> rows, int from) {
        int row = from;
        int to = kept;
        try {
            for (int size = rows.size(); row < size; row++) {
                if (predicate.test(rows.value(row))) {
                    rows.move(row, to++);
                }
            }
        } catch (Throwable e) {
            errors.handle(e, rows.value(row), rows.timestamp(row));
        } finally {
            kept = to;
        }
        return row;
    }
}
