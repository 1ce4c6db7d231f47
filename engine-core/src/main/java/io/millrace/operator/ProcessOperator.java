package io.millrace.operator;

import io.millrace.state.KeyedState;
import io.millrace.state.table.GroupProgress;
import io.millrace.state.table.KeyGroups;
import io.millrace.state.table.TimerQueue;
import io.millrace.time.EventTime;
import java.time.Instant;
import java.util.Objects;

/**
 * What runs a {@link StatefulProcess}: sets the current key, and fires timers in the order of their times before the
 * watermark that makes them due is passed on, with pauses when there is no more room. Of streams without keys there is
 * neither.
 *
 * @param <K> the keys
 * @param <I> the events
 * @param <R> the results
 */
abstract class ProcessOperator<K, I, R> implements Operator<I, R> {

    private static final int TIMERS_PER_STEP = 1024;

    final CurrentCall call = new CurrentCall();
    OperatorContext context;

    /** Null where the streams have no keys. */
    KeyedState<K> state;

    private final StatefulProcess<K, R> logic;
    private final boolean keyed;
    private KeyedTimer.Group<K, R> eventTimers;
    private KeyedTimer.Group<K, R> processingTimers;
    private boolean opened;

    /** How far the watermark has come, for each key group: after a restore some may be ahead of others. */
    private GroupProgress watermarks;

    /** Event timers that are due by then have fired. */
    private long firedUpTo;

    ProcessOperator(StatefulProcess<K, R> logic, boolean keyed) {
        this.logic = Objects.requireNonNull(logic, "the factory of the operator returned null");
        this.keyed = keyed;
    }

    @Override
    public void open(OperatorContext operatorContext) throws Exception {
        context = operatorContext;
        if (keyed) {
            state = context.keyedState();
            watermarks = eventTime();
        } else {
            watermarks = new GroupProgress("watermarks", KeyGroups.rangeOf(0, 1));
        }
        logic.declarations().bind(state, context.operator());
        eventTimers = logic.declarations().eventTimers();
        processingTimers = logic.declarations().processingTimers();
        opened = true;
        logic.open(context);
    }

    /** How far event time has come for each key group. */
    GroupProgress eventTime() {
        return state.eventTime();
    }

    @Override
    public void onRestored() {
        firedUpTo = watermarks.common();
        armProcessingTimer();
    }

    /** Is about an event from now on. */
    final void at(K key, int hash, long timestamp) {
        if (keyed) {
            state.currentKey(key, hash, timestamp);
        } else {
            call.timestamp = timestamp;
        }
    }

    /** Is about no key from now on. */
    final void atNoKey() {
        if (keyed) {
            state.currentKey(null, 0);
        }
    }

    /** A watermark is told once more after a restore; what is due since then waits for the next one, as it would have. */
    @Override
    public boolean onWatermark(long newWatermark, Output<R> out) throws Exception {
        if (!keyed) {
            watermarks.advance(newWatermark);
            return true;
        }
        long upTo = watermarks.common();
        boolean done = upTo <= firedUpTo || fire(eventTimers, upTo, out);
        if (done) {
            firedUpTo = upTo;
        }
        armProcessingTimer();
        return done;
    }

    @Override
    public boolean onProcessingTime(long now, Output<R> out) throws Exception {
        boolean done = fire(processingTimers, now, out);
        if (done) {
            armProcessingTimer();
        }
        return done;
    }

    private boolean fire(KeyedTimer.Group<K, R> timers, long upTo, Output<R> out) {
        call.out = out;
        int fired = 0;
        for (KeyedTimer<K, R> timer = timers.firstDue(upTo); timer != null; timer = timers.firstDue(upTo)) {
            if (!out.hasRoom() || fired++ == TIMERS_PER_STEP) {
                return false;
            }
            fire(timers, timer, upTo);
        }
        return true;
    }

    /** When the first event timer is due, or {@link TimerQueue#NONE}. */
    final long nextEventTimer() {
        return eventTimers.nextDue();
    }

    /** The event timer that is due first, or null if none is due by then. */
    final KeyedTimer<K, R> firstEventTimer(long upTo) {
        return eventTimers.firstDue(upTo);
    }

    /** Fires the event timer that is due first. */
    final void fireEventTimer(KeyedTimer<K, R> timer, long upTo) {
        fire(eventTimers, timer, upTo);
    }

    private void fire(KeyedTimer.Group<K, R> timers, KeyedTimer<K, R> timer, long upTo) {
        TimerQueue<K> queue = timer.queue();
        if (!queue.pollDue(upTo)) {
            return;
        }
        if (timers == eventTimers) {
            state.currentEventTimer(queue);
        } else {
            state.currentProcessingTimer(queue);
        }
        try {
            timer.callback().onTimer(call, call);
        } catch (Throwable e) {
            throw context.failure(e, queue.key(), timer, queue.due());
        }
    }

    @Override
    public void onSnapshotComplete(long snapshot) throws Exception {
        atNoKey();
        logic.onSnapshotComplete(snapshot);
    }

    @Override
    public void onSnapshotAborted(long snapshot) throws Exception {
        atNoKey();
        logic.onSnapshotAborted(snapshot);
    }

    @Override
    public void close() throws Exception {
        if (opened) {
            logic.close();
        }
    }

    final void armProcessingTimer() {
        long due = processingTimers.nextDue();
        if (due != TimerQueue.NONE) {
            context.wakeAtMillis(due);
        }
    }

    /** The event or timer at hand, as the user's code sees it. */
    final class CurrentCall extends ForwardingTaskContext implements KeyedContext<K>, Emitter<R> {

        Output<R> out;

        /** Of the event at hand, where there are no keys. */
        private long timestamp = EventTime.NONE;

        @Override
        protected TaskContext task() {
            return context;
        }

        @Override
        public K key() {
            return keyed ? state.currentKey() : null;
        }

        private long millis() {
            return keyed ? state.currentTimestamp() : timestamp;
        }

        @Override
        public Instant timestamp() {
            return instant(millis(), context);
        }

        @Override
        public Instant watermark() {
            long watermark = watermarks.of(keyed ? KeyGroups.groupOf(state.currentHash()) : 0);
            if (watermark == EventTime.NONE) {
                return Instant.MIN;
            }
            return watermark == EventTime.MAX ? Instant.MAX : Instant.ofEpochMilli(watermark);
        }

        @Override
        public Instant processingTime() {
            return Instant.ofEpochMilli(context.processingTime());
        }

        @Override
        public void emit(R value) {
            out.emit(value, millis());
        }

        @Override
        public void emit(R value, Instant time) {
            out.emit(value, EventTime.of(time));
        }

        @Override
        public <S> void emit(SideOutput<S> output, S value) {
            context.<S>sideOutput(output.name()).emit(value, millis());
        }
    }

    /** A timestamp as the user's code sees it. */
    static Instant instant(long timestamp, TaskContext context) {
        if (timestamp == EventTime.NONE) {
            throw new IllegalStateException(
                    "the event has no timestamp; put .timestamps(...) before operator '" + context.operator() + "'");
        }
        return Instant.ofEpochMilli(timestamp);
    }
}
