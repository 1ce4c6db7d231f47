package io.millrace.operator;

import io.millrace.function.Fn;

/** Runs a {@link RulesProcess} as events and rules arrive: events by input 0, rules by input 1. */
final class RulesOperator<K, T, B, R> extends ProcessOperator<K, Object, R> {

    private final Fn<? super T, ? extends K> keyOf;
    private final RulesProcess<K, T, B, R> logic;
    private final SharedRules<B> rules;
    private int row;

    /** @param keyOf from event to key, null where there are no keys */
    RulesOperator(Fn<? super T, ? extends K> keyOf, RulesProcess<K, T, B, R> logic) {
        super(logic, keyOf != null);
        this.keyOf = keyOf;
        this.logic = logic;
        rules = new SharedRules<>(logic);
    }

    @Override
    public void open(OperatorContext operatorContext) throws Exception {
        rules.open(operatorContext);
        super.open(operatorContext);
    }

    @Override
    @SuppressWarnings("unchecked") // input 0 has events, input 1 has rules
    public boolean process(int input, Batch<Object> batch, Output<R> out) {
        call.out = out;
        if (input == 1) {
            takeRules((Batch<B>) (Batch<?>) batch);
        } else if (!processEvents((Batch<T>) (Batch<?>) batch, out)) {
            return false;
        }
        armProcessingTimer();
        return true;
    }

    private void takeRules(Batch<B> batch) {
        atNoKey();
        for (int at = 0, size = batch.size(); at < size; at++) {
            rules.take(batch.value(at), batch.timestamp(at));
        }
    }

    private boolean processEvents(Batch<T> batch, Output<R> out) {
        for (int size = batch.size(); row < size; row++) {
            if (!out.hasRoom()) {
                return false;
            }
            processRow(batch.value(row), keyOf == null ? 0 : batch.hash(row), batch.timestamp(row));
        }
        row = 0;
        return true;
    }

    private void processRow(T event, int hash, long timestamp) {
        K key = null;
        try {
            key = keyOf == null ? null : keyOf.apply(event);
            at(key, hash, timestamp);
            logic.process(event, call, call);
        } catch (Throwable e) {
            throw context.failure(e, key, event, timestamp);
        }
    }

    @Override
    public boolean beforeSnapshot(long snapshot, Output<R> out) {
        rules.keep();
        return true;
    }
}
