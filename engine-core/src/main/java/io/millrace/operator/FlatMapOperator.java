package io.millrace.operator;

import io.millrace.function.Fn;
import java.util.Iterator;
import java.util.Objects;

/** Remembers the row and the iterator that it is at, so that a long result is emitted as there is room. */
final class FlatMapOperator<T, R> implements Operator<T, R> {

    private final Fn<? super T, ? extends Iterable<? extends R>> function;
    private OperatorContext context;
    private int row;
    private Iterator<? extends R> results;

    FlatMapOperator(Fn<? super T, ? extends Iterable<? extends R>> function) {
        this.function = function;
    }

    @Override
    public void open(OperatorContext operatorContext) {
        context = operatorContext;
    }

    @Override
    public boolean process(int input, Batch<T> batch, Output<R> out) {
        try {
            for (int size = batch.size(); row < size; row++) {
                if (results == null) {
                    results = Objects.requireNonNull(
                                    function.apply(batch.value(row)), "flatMap returned null; return an empty list")
                            .iterator();
                }
                if (!drain(batch.timestamp(row), out)) {
                    return false;
                }
                results = null;
            }
        } catch (Throwable e) {
            throw context.failure(e, null, batch.value(row), batch.timestamp(row));
        }
        row = 0;
        return true;
    }

    private boolean drain(long timestamp, Output<R> out) {
        while (results.hasNext()) {
            if (!out.hasRoom()) {
                return false;
            }
            out.emit(Objects.requireNonNull(results.next(), "flatMap gave a null result"), timestamp);
        }
        return true;
    }
}
