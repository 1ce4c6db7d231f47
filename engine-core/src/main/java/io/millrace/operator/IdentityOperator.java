package io.millrace.operator;

final class IdentityOperator<T> implements Operator<T, T> {

    @Override
    public boolean process(int input, Batch<T> batch, Output<T> out) {
        for (int row = 0, size = batch.size(); row < size; row++) {
            out.emit(batch.value(row), batch.timestamp(row));
        }
        return true;
    }
}
