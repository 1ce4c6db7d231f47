package io.millrace.operator;

import io.millrace.function.Fn;
import java.time.Instant;

/** Runs a {@link RulesProcess} as events and rules arrive: events by input 0, rules by input 1. */
final class RulesOperator<K, T, B, R> extends ProcessOperator<K, Object, R> {

    private final Fn<? super T, ? extends K> keyOf;
    private final RulesProcess<K, T, B, R> logic;
    private final CurrentRule rule = new CurrentRule();
    private int row;

    /** @param keyOf from event to key, null where there are no keys */
    RulesOperator(Fn<? super T, ? extends K> keyOf, RulesProcess<K, T, B, R> logic) {
        super(logic, keyOf != null);
        this.keyOf = keyOf;
        this.logic = logic;
    }

    @Override
    public void open(OperatorContext operatorContext) throws Exception {
        for (SharedMap<?, ?> map : logic.shared()) {
            map.bind(operatorContext);
        }
        super.open(operatorContext);
    }

    @Override
    @SuppressWarnings("unchecked") // input 0 has events, input 1 has rules
    public boolean process(int input, Batch<Object> batch, Output<R> out) {
        call.out = out;
        for (int size = batch.size(); row < size; row++) {
            if (input == 1) {
                takeIn((B) batch.value(row), batch.timestamp(row));
            } else if (out.hasRoom()) {
                processRow((T) batch.value(row), keyOf == null ? 0 : batch.hash(row), batch.timestamp(row));
            } else {
                return false;
            }
        }
        row = 0;
        armProcessingTimer();
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

    private void takeIn(B newRule, long timestamp) {
        atNoKey();
        rule.timestamp = timestamp;
        writable(true);
        try {
            logic.rule(newRule, rule);
        } catch (Throwable e) {
            throw context.failure(e, newRule, timestamp);
        } finally {
            writable(false);
        }
    }

    private void writable(boolean writable) {
        for (SharedMap<?, ?> map : logic.shared()) {
            map.writable(writable);
        }
    }

    @Override
    public boolean beforeSnapshot(long snapshot, Output<R> out) {
        logic.shared().forEach(SharedMap::keep);
        return true;
    }

    /** The rule at hand, as the user's code sees it. */
    private final class CurrentRule extends ForwardingTaskContext implements RuleContext {

        private long timestamp;

        @Override
        protected TaskContext task() {
            return context;
        }

        @Override
        public Instant timestamp() {
            return instant(timestamp);
        }
    }
}
