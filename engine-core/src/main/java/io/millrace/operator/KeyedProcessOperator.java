package io.millrace.operator;

import io.millrace.function.Fn;
import io.millrace.state.KeyedState;
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
    private TimerGroup<K, R> eventTimers;
    private TimerGroup<K, R> processingTimers;
    private int row;
    private long watermark = EventTime.NONE;

    KeyedProcessOperator(Fn<? super T, ? extends K> keyOf, KeyedProcess<K, T, R> logic) {
        this.keyOf = keyOf;
        this.logic = Objects.requireNonNull(logic, "the factory of the operator returned null");
    }

    @Override
    public void open(OperatorContext operatorContext) {
        context = operatorContext;
        state = context.keyedState();
        logic.declarations().bind(state);
        eventTimers = logic.declarations().eventTimers();
        processingTimers = logic.declarations().processingTimers();
    }

    @Override
    public void onRestored() {
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
            state.currentKey(key, hash);
            call.timestamp = timestamp;
            logic.process(event, call, call);
        } catch (Throwable e) {
            throw context.failure(e, key, event, timestamp);
        }
    }

    @Override
    public boolean onWatermark(long newWatermark, Output<R> out) {
        watermark = newWatermark;
        boolean done = fire(eventTimers, newWatermark, out);
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

    private boolean fire(TimerGroup<K, R> timers, long upTo, Output<R> out) {
        call.out = out;
        int fired = 0;
        for (DeclaredTimer<K, R> timer = timers.firstDue(upTo); timer != null; timer = timers.firstDue(upTo)) {
            if (!out.hasRoom() || fired++ == TIMERS_PER_STEP) {
                return false;
            }
            fire(timer, upTo);
        }
        return true;
    }

    @SuppressWarnings("unchecked") // the queue gives back the keys that this operator set
    private void fire(DeclaredTimer<K, R> timer, long upTo) {
        TimerQueue<Object> queue = timer.queue();
        if (!queue.pollDue(upTo)) {
            return;
        }
        K key = (K) queue.key();
        call.timestamp = queue.due();
        state.currentKey(key, queue.hash());
        try {
            timer.callback().onTimer(call, call);
        } catch (Throwable e) {
            throw context.failure(e, key, timer, call.timestamp);
        }
    }

    private void armProcessingTimer() {
        long due = processingTimers.nextDue();
        if (due != TimerQueue.NONE) {
            context.wakeAt(due);
        }
    }

    /** The event or timer at hand, as the user's code sees it. */
    private final class CurrentCall implements KeyedContext<K>, Emitter<R> {

        private Output<R> out;
        private long timestamp;

        @Override
        public K key() {
            return state.currentKey();
        }

        @Override
        public Instant timestamp() {
            if (timestamp == EventTime.NONE) {
                throw new IllegalStateException(
                        "the event has no timestamp; put .timestamps(...) before operator '" + context.name() + "'");
            }
            return Instant.ofEpochMilli(timestamp);
        }

        @Override
        public Instant watermark() {
            if (watermark == EventTime.NONE) {
                return Instant.MIN;
            }
            return watermark == EventTime.MAX ? Instant.MAX : Instant.ofEpochMilli(watermark);
        }

        @Override
        public Instant processingTime() {
            return Instant.ofEpochMilli(context.clock().millis());
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
