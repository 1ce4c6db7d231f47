package io.millrace.operator;

import io.millrace.function.ConsumerFn;

final class PeekOperator<T> implements Operator<T, T> {

    private final ConsumerFn<? super T> action;
    private OperatorContext context;

    PeekOperator(ConsumerFn<? super T> action) {
        this.action = action;
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
                action.accept(batch.value(row));
            }
        } catch (Throwable e) {
            throw context.failure(e, null, batch.value(row), batch.timestamp(row));
        }
        out.emitAll(batch);
        return true;
    }
}
