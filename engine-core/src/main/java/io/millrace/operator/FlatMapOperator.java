package io.millrace.operator;

import io.millrace.function.Fn;
import java.util.Iterator;
import java.util.Objects;

/** Remembers the row and the iterator that it is at, so that a long result is emitted as there is room. */
final class FlatMapOperator<T, R> implements Operator<T, R> {

    private final Fn<? super T, ? extends Iterable<? extends R>> function;
    private final ErrorHandler errors;
    private int row;
    private Iterator<? extends R> results;

    FlatMapOperator(Fn<? super T, ? extends Iterable<? extends R>> function, Errors policy) {
        this.function = function;
        errors = new ErrorHandler(policy);
    }

    @Override
    public void open(OperatorContext context) {
        errors.open(context);
    }

    @Override
    public boolean process(int input, Batch<T> batch, Output<R> out) {
        for (; row < batch.size(); row++) {
            if (!processRows(batch, out)) {
                return false;
            }
        }
        row = 0;
        return true;
    }

    /** Up to the end or a row that was handled as an error; false when there is no room. */
    private boolean processRows(Batch<T> batch, Output<R> out) {
        try {
            for (int size = batch.size(); row < size; row++) {
                if (results == null) {
                    results = resultsOf(batch.value(row));
                }
                if (!drain(batch.timestamp(row), out)) {
                    return false;
                }
                results = null;
            }
        } catch (Throwable e) {
            errors.handle(e, batch.value(row), batch.timestamp(row));
            results = null;
        }
        return true;
    }

    private Iterator<? extends R> resultsOf(T event) throws Exception {
        Iterable<? extends R> iterable =
                Objects.requireNonNull(function.apply(event), "flatMap returned null; return an empty list");
        return Objects.requireNonNull(
                iterable.iterator(), "the results have no iterator, but null; return an empty list for none");
    }

    private boolean drain(long timestamp, Output<R> out) {
        while (results.hasNext()) {
            if (!out.hasRoom()) {
                return false;
            }
            out.emit(Objects.requireNonNull(results.next(), "one of the results is null; leave it out"), timestamp);
        }
        return true;
    }
}
