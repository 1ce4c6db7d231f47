package io.millrace.operator;

import io.millrace.operator.RulesProcess.RuleContext;
import java.time.Instant;

/** Has a {@link RulesProcess} take in rules, which is the only time at which its shared maps may be changed. */
final class SharedRules<B> extends ForwardingTaskContext implements RuleContext {

    private final RulesProcess<?, ?, B, ?> logic;
    private OperatorContext context;
    private long timestamp;

    SharedRules(RulesProcess<?, ?, B, ?> logic) {
        this.logic = logic;
    }

    /** Declares the shared maps, before the process opens. */
    void open(OperatorContext operatorContext) {
        context = operatorContext;
        for (SharedMap<?, ?> map : logic.shared()) {
            map.bind(operatorContext);
        }
    }

    void take(B rule, long time) {
        timestamp = time;
        writable(true);
        try {
            logic.rule(rule, this);
        } catch (Throwable e) {
            throw context.failure(e, rule, time);
        } finally {
            writable(false);
        }
    }

    private void writable(boolean writable) {
        for (SharedMap<?, ?> map : logic.shared()) {
            map.writable(writable);
        }
    }

    /** Has the snapshot have the maps as they are now. */
    void keep() {
        logic.shared().forEach(SharedMap::keep);
    }

    @Override
    protected TaskContext task() {
        return context;
    }

    @Override
    public Instant timestamp() {
        return ProcessOperator.instant(timestamp, context);
    }
}
