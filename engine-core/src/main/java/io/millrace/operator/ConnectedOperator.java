package io.millrace.operator;

import io.millrace.function.Fn;

/** Runs a {@link ConnectedProcess} as events arrive. */
final class ConnectedOperator<K, A, B, R> extends ProcessOperator<K, Object, R> {

    private final Fn<? super A, ? extends K> leftKey;
    private final Fn<? super B, ? extends K> rightKey;
    private final ConnectedProcess<K, A, B, R> logic;
    private int row;

    /**
     * @param leftKey from a left event to its key, null where there are no keys
     * @param rightKey from a right event to its key, null where there are no keys
     */
    ConnectedOperator(
            Fn<? super A, ? extends K> leftKey,
            Fn<? super B, ? extends K> rightKey,
            ConnectedProcess<K, A, B, R> logic) {
        super(logic, leftKey != null);
        this.leftKey = leftKey;
        this.rightKey = rightKey;
        this.logic = logic;
    }

    @Override
    @SuppressWarnings("unchecked") // input 0 has left events, input 1 has right ones
    public boolean process(int input, Batch<Object> batch, Output<R> out) {
        call.out = out;
        for (int size = batch.size(); row < size; row++) {
            if (!out.hasRoom()) {
                return false;
            }
            int hash = leftKey == null ? 0 : batch.hash(row);
            if (input == 0) {
                left((A) batch.value(row), hash, batch.timestamp(row));
            } else {
                right((B) batch.value(row), hash, batch.timestamp(row));
            }
        }
        row = 0;
        armProcessingTimer();
        return true;
    }

    private void left(A event, int hash, long timestamp) {
        K key = null;
        try {
            key = leftKey == null ? null : leftKey.apply(event);
            at(key, hash, timestamp);
            logic.left(event, call, call);
        } catch (Throwable e) {
            throw context.failure(e, key, event, timestamp);
        }
    }

    private void right(B event, int hash, long timestamp) {
        K key = null;
        try {
            key = rightKey == null ? null : rightKey.apply(event);
            at(key, hash, timestamp);
            logic.right(event, call, call);
        } catch (Throwable e) {
            throw context.failure(e, key, event, timestamp);
        }
    }
}
