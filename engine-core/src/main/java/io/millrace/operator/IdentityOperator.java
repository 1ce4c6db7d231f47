package io.millrace.operator;

final class IdentityOperator<T> implements Operator<T, T> {

    @Override
    public boolean process(int input, Batch<T> batch, Output<T> out) {
        out.emitAll(batch);
        return true;
    }
}
