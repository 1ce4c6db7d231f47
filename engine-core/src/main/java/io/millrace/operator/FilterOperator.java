package io.millrace.operator;

import io.millrace.function.PredicateFn;

final class FilterOperator<T> implements Operator<T, T> {

    private final PredicateFn<? super T> predicate;
    private OperatorContext context;

    FilterOperator(PredicateFn<? super T> predicate) {
        this.predicate = predicate;
    }

    @Override
    public void open(OperatorContext operatorContext) {
        context = operatorContext;
    }

    @Override
    public boolean process(int input, Batch<T> batch, Output<T> out) {
        int row = 0;
        try {
            for (int size = batch.size(); row < size; row++) {
                T event = batch.value(row);
                if (predicate.test(event)) {
                    out.emit(event, batch.timestamp(row));
                }
            }
        } catch (Throwable e) {
            throw context.failure(e, null, batch.value(row), batch.timestamp(row));
        }
        return true;
    }
}
