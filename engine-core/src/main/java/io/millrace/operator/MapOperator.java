package io.millrace.operator;

import io.millrace.function.Fn;

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

    /** In place: results stand where their events stood, and rows that failed are closed up. */
    @Override
    public boolean process(int input, Batch<T> batch, Output<R> out) {
        Batch<R> rows = emitAll(batch, out);
        int from = rows.size() - batch.size();
        int failed = map(rows, from);
        if (failed < rows.size()) {
            mapRest(rows, failed);
        }
        return true;
    }

    /** Up to the end or a row that was handled as an error; returns where it ended. */
    private int map(Batch<R> rows, int from) {
        int row = from;
        try {
            for (int size = rows.size(); row < size; row++) {
                R result = function.apply(event(rows, row));
                if (result == null) {
                    throw new NullPointerException("map returned null; filter such events out");
                }
                rows.value(row, result);
            }
        } catch (Throwable e) {
            errors.handle(e, rows.value(row), rows.timestamp(row));
        }
        return row;
    }

    private void mapRest(Batch<R> rows, int firstFailed) {
        int kept = firstFailed;
        int size = rows.size();
        for (int row = firstFailed + 1; row < size; row++) {
            int failed = map(rows, row);
            for (; row < failed; row++) {
                rows.move(row, kept++);
            }
        }
        rows.truncate(kept);
    }

    @SuppressWarnings("unchecked") // the rows are events until they are replaced by results
    private Batch<R> emitAll(Batch<T> batch, Output<R> out) {
        return out.emitAll((Batch<R>) batch);
    }

    @SuppressWarnings("unchecked") // as above
    private T event(Batch<R> rows, int row) {
        return (T) rows.value(row);
    }
}
