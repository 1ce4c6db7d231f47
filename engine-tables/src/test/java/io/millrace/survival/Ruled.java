package io.millrace.survival;

import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.operator.Redistribution;
import io.millrace.state.KeyedState;
import io.millrace.state.ListSpec;
import io.millrace.state.ListState;
import io.millrace.state.Ttl;
import io.millrace.state.ValueSpec;
import io.millrace.state.ValueState;
import io.millrace.state.table.KeyGroups;
import io.millrace.time.EventTime;
import java.time.Duration;

/**
 * Passes on the events of its keyed input, and keeps something of each for a while, which has to be there as long and no
 * longer. What comes by its control input is counted by each task, which is the same for
 * all of them when a barrier passes.
 */
final class Ruled implements Operator<Event, Event> {

    private static final long TTL = 7;

    private final Mishaps mishaps;
    private KeyedState<Integer> keys;
    private ValueState<Long> passed;
    private ListState<Long> shortly;
    private ValueState<Long> expiry;
    private ListState<Integer> state;
    private int seen;
    private int row;

    Ruled(Mishaps mishaps) {
        this.mishaps = mishaps;
    }

    @Override
    public void open(OperatorContext context) {
        mishaps.at(Hook.OPERATOR_OPEN);
        keys = context.keyedState();
        passed = keys.state(ValueSpec.of("passed", Long.class));
        shortly = keys.state(ListSpec.of("shortly", Long.class).ttl(Ttl.eventTime(Duration.ofMillis(TTL))));
        expiry = keys.state(ValueSpec.of("expiry", Long.class));
        state = context.operatorState(ListSpec.of("seen", Integer.class), Redistribution.UNION);
    }

    /** Barriers are aligned, so that all tasks had seen the same. */
    @Override
    public void onRestored() {
        mishaps.at(Hook.OPERATOR_RESTORED);
        for (int each : state.elements()) {
            if (seen != 0 && seen != each) {
                mishaps.blame("tasks had seen different rules at a barrier: " + state.elements());
            }
            seen = each;
        }
    }

    @Override
    public boolean process(int input, Batch<Event> batch, Output<Event> out) {
        mishaps.at(Hook.OPERATOR_PROCESS);
        if (input == 1) {
            seen += batch.size();
            return true;
        }
        for (; row < batch.size(); row++) {
            if (!out.hasRoom()) {
                return false;
            }
            Event event = batch.value(row);
            keys.currentKey(event.key(), batch.hash(row), batch.timestamp(row));
            passed.set(passed.getOr(0L) + 1);
            keepShortly(batch.timestamp(row));
            out.emit(event, batch.timestamp(row));
        }
        row = 0;
        return true;
    }

    private void keepShortly(long timestamp) {
        long watermark = keys.eventTime().of(KeyGroups.groupOf(keys.currentHash()));
        boolean lives = expiry.getOr(EventTime.NONE) > watermark;
        if (lives == shortly.isEmpty()) {
            mishaps.blame("key " + keys.currentKey() + " at " + watermark + " has " + shortly.elements()
                    + ", which was to expire at " + expiry.get());
        }
        long expires = Math.max(watermark, timestamp) + TTL;
        shortly.add(timestamp);
        expiry.set(Math.max(expires, expiry.getOr(expires)));
    }

    @Override
    public boolean onEndOfData(Output<Event> out) {
        mishaps.at(Hook.OPERATOR_END_OF_DATA);
        return true;
    }

    @Override
    public boolean beforeSnapshot(long snapshot, Output<Event> out) {
        mishaps.at(Hook.OPERATOR_BEFORE_SNAPSHOT);
        state.clear();
        state.add(seen);
        return true;
    }

    @Override
    public void close() {
        mishaps.at(Hook.OPERATOR_CLOSE);
    }
}
