package io.millrace.operator;

import io.millrace.function.Fn;

/** Runs a {@link KeyedProcess}. */
final class KeyedProcessOperator<K, T, R> extends ProcessOperator<K, T, R> {

    private final Fn<? super T, ? extends K> keyOf;
    private final KeyedProcess<K, T, R> logic;
    private int row;

    KeyedProcessOperator(Fn<? super T, ? extends K> keyOf, KeyedProcess<K, T, R> logic) {
        super(logic, true);
        this.keyOf = keyOf;
        this.logic = logic;
    }

    @Override
    public boolean process(int input, Batch<T> batch, Output<R> out) {
        call.out = out;
        for (int size = batch.size(); row < size; row++) {
            if (!out.hasRoom()) {
                return false;
            }
            processRow(batch.value(row), batch.hash(row), batch.timestamp(row));
        }
        row = 0;
        armProcessingTimer();
        return true;
    }

    private void processRow(T event, int hash, long timestamp) {
        K key = null;
        try {
            key = keyOf.apply(event);
            state.currentKey(key, hash, timestamp);
            logic.process(event, call, call);
        } catch (Throwable e) {
            throw context.failure(e, key, event, timestamp);
        }
    }
}
