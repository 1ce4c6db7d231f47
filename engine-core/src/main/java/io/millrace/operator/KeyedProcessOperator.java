package io.millrace.operator;

import io.millrace.function.Fn;
import io.millrace.state.KeyedState;
import io.millrace.state.Ttl;
import io.millrace.state.TtlTime;
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

    /** What the watermark is called among the states. */
    private static final String WATERMARK = "event time";

    private static final int TIMERS_PER_STEP = 1024;
    private static final int EXPIRIES_PER_STEP = 1024;

    private final Fn<? super T, ? extends K> keyOf;
    private final KeyedProcess<K, T, R> logic;
    private final CurrentCall call = new CurrentCall();
    private OperatorContext context;
    private KeyedState<K> state;
    private TimerGroup<K, R> eventTimers;
    private TimerGroup<K, R> processingTimers;
    private int row;
    private boolean opened;

    /** Whether a watermark has made more due than there was room for. */
    private boolean firing;

    private final ProcessTime time = new ProcessTime();

    /** How far the watermark has come, for each key group: after a restore some may be ahead of others. */
    private GroupProgress watermarks;

    KeyedProcessOperator(Fn<? super T, ? extends K> keyOf, KeyedProcess<K, T, R> logic) {
        this.keyOf = keyOf;
        this.logic = Objects.requireNonNull(logic, "the factory of the operator returned null");
    }

    @Override
    public void open(OperatorContext operatorContext) throws Exception {
        context = operatorContext;
        state = context.keyedState();
        state.goBy(time);
        logic.declarations().bind(state, () -> call.timestamp);
        eventTimers = logic.declarations().eventTimers();
        processingTimers = logic.declarations().processingTimers();
        watermarks = state.progress(WATERMARK);
        time.readsClock = state.expiresIn(Ttl.Domain.PROCESSING_TIME);
        opened = true;
        logic.open(context);
    }

    @Override
    public void onRestored() {
        time.advance(watermarks.common());
        armProcessingTimer();
    }

    @Override
    public boolean process(int input, Batch<T> batch, Output<R> out) {
        call.out = out;
        time.atEvent = true;
        time.readClock();
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
            state.currentKey(key, hash);
            call.timestamp = timestamp;
            logic.process(event, call, call);
        } catch (Throwable e) {
            throw context.failure(e, key, event, timestamp);
        }
    }

    @Override
    public boolean onWatermark(long newWatermark, Output<R> out) {
        if (newWatermark <= watermarks.common() && !firing) {
            // It is told once more after a restore, and what is due since then waits for the next one, as it would
            // have.
            return true;
        }
        firing = true;
        watermarks.advance(newWatermark);
        long upTo = watermarks.common();
        time.readClock();
        boolean done = fire(eventTimers, upTo, out);
        if (done) {
            time.advance(upTo);
            done = removeExpired(Ttl.Domain.EVENT_TIME);
        }
        firing = !done;
        armProcessingTimer();
        return done;
    }

    @Override
    public boolean onProcessingTime(long now, Output<R> out) {
        time.readClock();
        boolean done = fire(processingTimers, now, out) && removeExpired(Ttl.Domain.PROCESSING_TIME);
        if (done) {
            armProcessingTimer();
        }
        return done;
    }

    private boolean fire(TimerGroup<K, R> timers, long upTo, Output<R> out) {
        call.out = out;
        int fired = 0;
        for (DeclaredTimer<K, R> timer = timers.firstDue(upTo); timer != null; timer = timers.firstDue(upTo)) {
            if (!out.hasRoom() || fired++ == TIMERS_PER_STEP) {
                return false;
            }
            fire(timers, timer, upTo);
        }
        return true;
    }

    @SuppressWarnings("unchecked") // the queue gives back the keys that this operator set
    private void fire(TimerGroup<K, R> timers, DeclaredTimer<K, R> timer, long upTo) {
        TimerQueue<Object> queue = timer.queue();
        if (!queue.pollDue(upTo)) {
            return;
        }
        K key = (K) queue.key();
        call.timestamp = queue.due();
        if (timers == eventTimers) {
            time.advance(queue.due());
        }
        time.atEvent = false;
        state.currentKey(key, queue.hash());
        try {
            timer.callback().onTimer(call, call);
        } catch (Throwable e) {
            throw context.failure(e, key, timer, call.timestamp);
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

    private boolean removeExpired(Ttl.Domain domain) {
        return state.removeExpired(domain, EXPIRIES_PER_STEP);
    }

    private void armProcessingTimer() {
        long due = Math.min(processingTimers.nextDue(), state.nextExpiry(Ttl.Domain.PROCESSING_TIME));
        if (due != TimerQueue.NONE) {
            context.wakeAtMillis(due);
        }
    }

    /**
     * What time it is for state that expires. While timers fire it is the time of each timer, so that what they find
     * does not depend on how far the watermark leaps.
     */
    private final class ProcessTime implements TtlTime {

        private long eventTime = TtlTime.NONE;
        private long processingTime = Long.MIN_VALUE;
        private boolean readsClock;
        private boolean atEvent;

        void readClock() {
            if (readsClock) {
                processingTime = context.processingTime();
            }
        }

        void advance(long newTime) {
            eventTime = Math.max(eventTime, newTime);
        }

        @Override
        public long eventTime() {
            return watermarks.isEven() ? eventTime : Math.max(eventTime, aheadOfOthers());
        }

        /** The time of a timer is that of its key, too, where its group is ahead. */
        private long aheadOfOthers() {
            long reached = watermarks.of(KeyGroups.groupOf(state.currentHash()));
            return reached > watermarks.common() ? reached : eventTime;
        }

        @Override
        public long eventTimeOfAll() {
            return eventTime;
        }

        @Override
        public long timeOfUse() {
            long timeOfUse = atEvent ? Math.max(eventTime(), call.timestamp) : eventTime();
            if (timeOfUse == TtlTime.NONE && atEvent) {
                throw new IllegalStateException("the event has no timestamp, which its state that expires in event time"
                        + " needs; put .timestamps(...) before operator '" + context.operator() + "'");
            }
            return timeOfUse;
        }

        @Override
        public long processingTime() {
            return processingTime;
        }
    }

    /** The event or timer at hand, as the user's code sees it. */
    private final class CurrentCall extends ForwardingTaskContext implements KeyedContext<K>, Emitter<R> {

        private Output<R> out;
        private long timestamp;

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
            out.emit(value, timestamp);
        }

        @Override
        public void emit(R value, Instant time) {
            out.emit(value, EventTime.of(time));
        }

        @Override
        public <S> void emit(SideOutput<S> output, S value) {
            context.<S>sideOutput(output.name()).emit(value, timestamp);
        }
    }
}
