package io.millrace.operator;

import io.millrace.metrics.Metrics;
import io.millrace.metrics.Metrics.Counter;
import io.millrace.state.table.GroupProgress;
import io.millrace.state.table.KeyGroups;
import io.millrace.state.table.TimerQueue;
import io.millrace.time.EventTime;
import java.util.Optional;

/**
 * Runs a process in the order of event time: events wait in the state of their key until time has come to them, and are
 * then given to the process one after the other, with the timers in between. At one time come the rules that hold from it,
 * then the events, then the timers. That goes for all keys of the task together, so that whatever a process does depends on
 * times alone, and not on when events come and watermarks are told.
 *
 * <p>What comes when time has already passed it is late, and goes to a side output.
 *
 * @param <K> the keys
 * @param <R> the results
 */
abstract class OrderedOperator<K, R> extends ProcessOperator<K, Object, R> {

    private static final int EVENTS_PER_STEP = 1024;

    /** Nothing waits. */
    static final long NONE = TimerQueue.NONE;

    /** For each key with events that wait, the time of the first. */
    private TimerQueue<K> firsts;

    /** How far time has come for each key group: while things are given, up to what comes next. */
    private GroupProgress given;

    private long done = EventTime.NONE;
    private Counter late;

    OrderedOperator(StatefulProcess<K, R> logic) {
        super(logic, true);
    }

    @Override
    GroupProgress eventTime() {
        firsts = state.timers("millrace.firsts");
        given = state.ownEventTime();
        late = context.metrics().counter(Metrics.LATE);
        declareRows();
        return given;
    }

    /** Declares where events wait. */
    abstract void declareRows();

    /** Makes the rows of a key those that the others are about. */
    abstract void select(K key, int hash);

    /** Whether there are rows. */
    abstract boolean hasRows();

    /** The time of the first row, or {@link #NONE} where there is none. */
    abstract long firstTime();

    /** Takes away the first row, and gives it to the process. */
    abstract void giveFirst(K key, int hash);

    /** Nothing is done with the selected rows any more. */
    abstract void release(K key, int hash);

    /** Whether a rule waits. */
    boolean hasRule() {
        return false;
    }

    /** The time from which the first rule holds that waits. */
    long firstRule() {
        return NONE;
    }

    /** Gives the first rule to the process. */
    void giveRule() {}

    /** Whether time has passed an event, which goes to a side output then. */
    final boolean isLate(Object event, int hash, long timestamp, String output) {
        if (timestamp > given.of(KeyGroups.groupOf(hash))) {
            return false;
        }
        if (timestamp == EventTime.NONE) {
            throw context.failure(withoutTimestamp(), event, timestamp);
        }
        late.increment();
        context.sideOutput(output).emit(event, timestamp);
        return true;
    }

    final IllegalStateException withoutTimestamp() {
        return new IllegalStateException("the event has no timestamp; put .timestamps(...) before operator '"
                + context.operator() + "', and have operators in between emit results with timestamps");
    }

    /** An event waits now that is before all others of its key. */
    final void isFirst(K key, int hash, long timestamp) {
        firsts.set(key, hash, timestamp);
    }

    @Override
    public void onRestored() {
        done = given.common();
        super.onRestored();
    }

    /** Gives what waits up to a time, in order; returns false for want of room. */
    final boolean give(long upTo, Output<R> out) {
        if (upTo <= done) {
            return true;
        }
        call.out = out;
        for (int step = 0; step < EVENTS_PER_STEP; step++) {
            KeyedTimer<K, R> timer = firstEventTimer(upTo);
            long due = timer == null ? NONE : timer.queue().nextDue();
            boolean hasRow = firsts.size() > 0 && firsts.nextDue() <= Math.min(upTo, due);
            if (hasRule() && firstRule() <= Math.min(upTo, hasRow ? firsts.nextDue() : due)) {
                state.advanceEventTime(firstRule() - 1);
                giveRule();
            } else if (!hasRow && timer == null) {
                done = upTo;
                state.advanceEventTime(upTo);
                armProcessingTimer();
                return true;
            } else if (!out.hasRoom()) {
                return false;
            } else if (hasRow) {
                giveRows(upTo, out);
            } else {
                state.advanceEventTime(due);
                fireEventTimer(timer, upTo);
            }
        }
        return false;
    }

    /** Gives the rows of the key that is first, as long as nothing else comes before them. */
    private void giveRows(long upTo, Output<R> out) {
        firsts.pollDue(upTo);
        K key = firsts.key();
        int hash = firsts.hash();
        select(key, hash);
        long next = firstTime();
        do {
            state.advanceEventTime(next - 1);
            giveFirst(key, hash);
            next = firstTime();
        } while (next <= upTo && isNext(next) && out.hasRoom());
        boolean rest = hasRows();
        release(key, hash);
        if (rest) {
            firsts.set(key, hash, next);
        }
    }

    /** Whether nothing comes before the rows of the selected key at a time. */
    private boolean isNext(long time) {
        return hasRows()
                && (firsts.size() == 0 || time <= firsts.nextDue())
                && time <= nextEventTimer()
                && !(hasRule() && firstRule() <= time);
    }

    /** Up to which time everything has been given. */
    final long done() {
        return done;
    }

    @Override
    public long earliestKept() {
        return firsts.nextDue();
    }

    @Override
    public Optional<String> waitsFor() {
        return firsts.size() == 0
                ? Optional.empty()
                : Optional.of(
                        "event time of all its inputs to come to the first event that waits for its turn, that of "
                                + EventTime.text(firsts.nextDue()));
    }

    @Override
    @SuppressWarnings("unchecked") // whoever asks for a key of another type finds nothing
    public Optional<Outstanding> outstanding(Object key, int hash) {
        long first = firsts.dueOf((K) key, hash);
        return Optional.of(
                first == NONE
                        ? new Outstanding.Nothing()
                        : new Outstanding.AtWatermark(first, EventTime.plus(first, 1), first));
    }
}
