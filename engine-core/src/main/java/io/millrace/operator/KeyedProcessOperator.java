package io.millrace.operator;

import io.millrace.function.Fn;
import io.millrace.state.KeyedState;
import io.millrace.state.table.GroupProgress;
import io.millrace.state.table.KeyGroups;
import io.millrace.state.table.TimerQueue;
import io.millrace.time.EventTime;
import java.time.Instant;
import java.util.Objects;

/**
 * Runs a {@link KeyedProcess}: sets the current key, fires timers in the order of their times before the watermark that
 * makes them due is passed on, and pauses between events and between timers when there is no more room.
 */
final class KeyedProcessOperator<K, T, R> implements Operator<T, R> {

    private static final int TIMERS_PER_STEP = 1024;

    private final Fn<? super T, ? extends K> keyOf;
    private final KeyedProcess<K, T, R> logic;
    private final CurrentCall call = new CurrentCall();
    private OperatorContext context;
    private KeyedState<K> state;
    private KeyedTimer.Group<K, R> eventTimers;
    private KeyedTimer.Group<K, R> processingTimers;
    private int row;
    private boolean opened;

    /** How far the watermark has come, for each key group: after a restore some may be ahead of others. */
    private GroupProgress watermarks;

    /** Event timers that are due by then have fired. */
    private long firedUpTo;

    KeyedProcessOperator(Fn<? super T, ? extends K> keyOf, KeyedProcess<K, T, R> logic) {
        this.keyOf = keyOf;
        this.logic = Objects.requireNonNull(logic, "the factory of the operator returned null");
    }

    @Override
    public void open(OperatorContext operatorContext) throws Exception {
        context = operatorContext;
        state = context.keyedState();
        logic.declarations().bind(state);
        eventTimers = logic.declarations().eventTimers();
        processingTimers = logic.declarations().processingTimers();
        watermarks = state.eventTime();
        opened = true;
        logic.open(context);
    }

    @Override
    public void onRestored() {
        firedUpTo = watermarks.common();
        armProcessingTimer();
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

    /** A watermark is told once more after a restore; what is due since then waits for the next one, as it would have. */
    @Override
    public boolean onWatermark(long newWatermark, Output<R> out) {
        long upTo = watermarks.common();
        boolean done = upTo <= firedUpTo || fire(eventTimers, upTo, out);
        if (done) {
            firedUpTo = upTo;
        }
        armProcessingTimer();
        return done;
    }

    @Override
    public boolean onProcessingTime(long now, Output<R> out) {
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
        state.currentKey(null, 0);
        logic.onSnapshotComplete(snapshot);
    }

    @Override
    public void onSnapshotAborted(long snapshot) throws Exception {
        state.currentKey(null, 0);
        logic.onSnapshotAborted(snapshot);
    }

    @Override
    public void close() throws Exception {
        if (opened) {
            logic.close();
        }
    }

    private void armProcessingTimer() {
        long due = processingTimers.nextDue();
        if (due != TimerQueue.NONE) {
            context.wakeAtMillis(due);
        }
    }

    /** The event or timer at hand, as the user's code sees it. */
    private final class CurrentCall extends ForwardingTaskContext implements KeyedContext<K>, Emitter<R> {

        private Output<R> out;

        @Override
        protected TaskContext task() {
            return context;
        }

        @Override
        public K key() {
            return state.currentKey();
        }

        @Override
        public Instant timestamp() {
            long timestamp = state.currentTimestamp();
            if (timestamp == EventTime.NONE) {
                throw new IllegalStateException("the event has no timestamp; put .timestamps(...) before operator '"
                        + context.operator() + "'");
            }
            return Instant.ofEpochMilli(timestamp);
        }

        @Override
        public Instant watermark() {
            long watermark = watermarks.of(KeyGroups.groupOf(state.currentHash()));
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
            out.emit(value, state.currentTimestamp());
        }

        @Override
        public void emit(R value, Instant time) {
            out.emit(value, EventTime.of(time));
        }

        @Override
        public <S> void emit(SideOutput<S> output, S value) {
            context.<S>sideOutput(output.name()).emit(value, state.currentTimestamp());
        }
    }
}
