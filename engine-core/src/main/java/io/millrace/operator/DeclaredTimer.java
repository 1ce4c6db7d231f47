package io.millrace.operator;

import io.millrace.state.KeyedState;
import io.millrace.state.table.TimerQueue;
import io.millrace.time.EventTime;
import java.time.Instant;
import java.util.Objects;
import java.util.function.LongSupplier;

/** A timer of a {@link KeyedProcess}: a queue in the keyed state, and what to do when a time has come. */
final class DeclaredTimer<K, R> implements Timer, Declarations.Declared {

    private final String name;
    private final Timer.Callback<K, R> callback;
    private KeyedState<Object> state;
    private TimerQueue<Object> queue;

    DeclaredTimer(String name, Timer.Callback<K, R> callback) {
        this.name = Objects.requireNonNull(name, "the name of a timer must not be null");
        this.callback = Objects.requireNonNull(callback, "the callback of timer '" + name + "' must not be null");
    }

    @Override
    @SuppressWarnings("unchecked") // keys are only handed back to the state that they came from
    public void bind(KeyedState<?> keyedState, LongSupplier timestampAtHand) {
        state = (KeyedState<Object>) keyedState;
        queue = state.timers(name);
    }

    @Override
    public void set(Instant time) {
        queue.set(state.currentKey(), state.currentHash(), EventTime.of(time));
    }

    @Override
    public void clear() {
        queue.clear(state.currentKey(), state.currentHash());
    }

    @Override
    public Instant time() {
        long due = queue.dueOf(state.currentKey(), state.currentHash());
        return due == TimerQueue.NONE ? null : Instant.ofEpochMilli(due);
    }

    @Override
    public String toString() {
        return "timer '" + name + "'";
    }

    Timer.Callback<K, R> callback() {
        return callback;
    }

    TimerQueue<Object> queue() {
        return queue;
    }
}
