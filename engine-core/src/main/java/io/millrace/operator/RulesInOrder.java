package io.millrace.operator;

import io.millrace.function.Fn;
import io.millrace.metrics.Metrics.Counter;
import io.millrace.operator.RuleTimes.RuleMark;
import io.millrace.state.ListSpec;
import io.millrace.state.ListState;
import io.millrace.state.serde.Type;
import io.millrace.state.table.Slice;
import io.millrace.state.table.TimedRows;
import io.millrace.time.EventTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Runs a {@link RulesProcess} in the order of event time: events by input 0, what {@link RuleClock} tells by input 1, which
 * is for control. Time has come as far as both say. When a barrier passes all tasks have been told the same by the clock,
 * and have given what was due by then, so that the rules that have been taken in are the same, and those that wait are.
 */
final class RulesInOrder<K, T, B, R> extends OrderedOperator<K, R> {

    /** The metric that counts rules that came too late, each once. */
    private static final String LATE_RULES = "late rules";

    private final Fn<? super T, ? extends K> keyOf;
    private final Type<T> type;
    private final Type<B> ruleType;
    private final RulesProcess<K, T, B, R> logic;
    private final SharedRules<B> rules;
    private final PriorityQueue<Waiting<B>> waiting = new PriorityQueue<>();
    private final TimedRows.Position<T> position = new TimedRows.Position<>();
    private Slice<K, TimedRows<T>> rows;
    private TimedRows<T> selected;
    private Counter lateRules;
    private long arrivals;

    /** How far the watermark of the events is. */
    private long watermark = EventTime.NONE;

    /** How far the clock says that time has come. */
    private long told = EventTime.NONE;

    private ListState<Long> keptTold;

    /** The rules that wait, in order, and from when they hold; null where their type is not known, without snapshots. */
    private ListState<B> keptRules;

    private ListState<Long> keptTimes;
    private int row;

    /** A rule, and when it holds. */
    private record Waiting<B>(long from, long arrival, B rule) implements Comparable<Waiting<B>> {

        private static final Comparator<Waiting<?>> ORDER =
                Comparator.<Waiting<?>>comparingLong(Waiting::from).thenComparingLong(Waiting::arrival);

        @Override
        public int compareTo(Waiting<B> other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * @param type of events, null where it is not known
     * @param ruleType of rules, null where it is not known
     */
    RulesInOrder(Fn<? super T, ? extends K> keyOf, Type<T> type, Type<B> ruleType, RulesProcess<K, T, B, R> logic) {
        super(logic);
        this.keyOf = keyOf;
        this.type = type;
        this.ruleType = ruleType;
        this.logic = logic;
        rules = new SharedRules<>(logic);
    }

    @Override
    public void open(OperatorContext operatorContext) throws Exception {
        if (!operatorContext.alignsBarriers()) {
            throw new IllegalStateException(
                    "operator '" + operatorContext.operator() + "' has rules in the order of event"
                            + " time, which are the same in all tasks only where barriers are aligned: leave .atLeastOnce() of its"
                            + " snapshots out, or .inEventTimeOrder()");
        }
        rules.open(operatorContext);
        super.open(operatorContext);
    }

    @Override
    void declareRows() {
        rows = state.timedRows("millrace.rows", state.serde("the events that wait for their time", type))
                .slice(0);
        lateRules = context.metrics().counter(LATE_RULES);
        keptTold = context.operatorState(ListSpec.of("millrace.told", Long.class), Redistribution.SAME);
        state.serde("the rules that wait for their time", ruleType);
        if (ruleType != null) {
            keptRules = context.operatorState(new ListSpec<>("millrace.rules", ruleType), Redistribution.SAME);
            keptTimes = context.operatorState(ListSpec.of("millrace.times", Long.class), Redistribution.SAME);
        }
        takeBack();
    }

    private void takeBack() {
        for (long each : keptTold.elements()) {
            told = each;
        }
        if (keptRules != null) {
            List<Long> times = keptTimes.elements();
            for (B rule : keptRules.elements()) {
                waiting.add(new Waiting<>(times.get((int) arrivals), arrivals++, rule));
            }
        }
    }

    @Override
    @SuppressWarnings("unchecked") // input 0 has events
    public boolean process(int input, Batch<Object> batch, Output<R> out) {
        for (int size = batch.size(); row < size; row++) {
            if (input == 0) {
                keep((T) batch.value(row), batch.hash(row), batch.timestamp(row));
            } else if (!take((RuleMark) batch.value(row), out)) {
                return false;
            }
        }
        row = 0;
        return true;
    }

    private void keep(T event, int hash, long timestamp) {
        if (isLate(event, hash, timestamp, SideOutput.LATE)) {
            return;
        }
        K key = null;
        try {
            key = keyOf.apply(event);
            TimedRows<T> ofKey = rows.getOrAdd(key, hash);
            if (ofKey.isEmpty() || timestamp < ofKey.firstTime()) {
                isFirst(key, hash, timestamp);
            }
            ofKey.add(timestamp, event);
        } catch (Throwable e) {
            throw context.failure(e, key, event, timestamp);
        }
    }

    @SuppressWarnings("unchecked") // the clock hands on the rules that it is given
    private boolean take(RuleMark mark, Output<R> out) {
        if (mark.rule() == null) {
            told = mark.time();
            return give(Math.min(watermark, told), out);
        }
        if (mark.late() && context.subtask() == 0) {
            lateRules.increment();
        }
        waiting.add(new Waiting<>(mark.time(), arrivals++, (B) mark.rule()));
        while (mark.time() <= done() && hasRule()) {
            giveRule(); // when time is over
        }
        return true;
    }

    @Override
    public boolean onWatermark(long newWatermark, Output<R> out) {
        watermark = newWatermark;
        return give(Math.min(watermark, told), out);
    }

    @Override
    boolean hasRule() {
        return !waiting.isEmpty();
    }

    @Override
    long firstRule() {
        return waiting.element().from();
    }

    @Override
    void giveRule() {
        Waiting<B> first = waiting.remove();
        atNoKey();
        rules.take(first.rule(), first.from());
    }

    @Override
    void select(K key, int hash) {
        selected = rows.get(key, hash);
    }

    @Override
    boolean hasRows() {
        return !selected.isEmpty();
    }

    @Override
    long firstTime() {
        return selected.isEmpty() ? NONE : selected.firstTime();
    }

    @Override
    void giveFirst(K key, int hash) {
        selected.toFirst(position);
        T event = position.value();
        long timestamp = position.time();
        position.remove();
        position.clear();
        try {
            at(key, hash, timestamp);
            logic.process(event, call, call);
        } catch (Throwable e) {
            throw context.failure(e, key, event, timestamp);
        }
    }

    @Override
    void release(K key, int hash) {
        if (selected.isEmpty()) {
            rows.remove(key, hash);
        }
        selected = null;
    }

    /** Results come when the clock says so, and the watermark must not be before them. */
    @Override
    public long earliestKept() {
        long first = super.earliestKept();
        return told < watermark ? Math.min(first, told + 1) : first;
    }

    @Override
    public Optional<String> waitsFor() {
        return told < watermark
                ? Optional.of("the rules, whose event time has come to " + EventTime.text(told))
                : super.waitsFor();
    }

    /** Where the watermark of this task has come less far than the clock, others may have come as far as that. */
    @Override
    public boolean beforeSnapshot(long snapshot, Output<R> out) {
        if (!give(told, out)) {
            return false;
        }
        rules.keep();
        keptTold.clear();
        keptTold.add(told);
        if (keptRules != null && context.subtask() == 0) {
            keepWaiting();
        }
        return true;
    }

    private void keepWaiting() {
        keptRules.clear();
        keptTimes.clear();
        List<Waiting<B>> sorted = new ArrayList<>(waiting);
        sorted.sort(null);
        for (Waiting<B> each : sorted) {
            keptRules.add(each.rule());
            keptTimes.add(each.from());
        }
    }
}
