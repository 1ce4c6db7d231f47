package io.millrace.operator;

import io.millrace.state.StateHandle;
import io.millrace.state.table.CurrentKey;
import io.millrace.state.table.StateBackend;
import io.millrace.state.table.TimerQueue;
import io.millrace.time.EventTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A timer of a {@link KeyedProcess}: a queue in the keyed state, and what to do when a time has come. */
final class KeyedTimer<K, R> implements Timer, StateHandle<Timer> {

    private final String name;
    private final Timer.Callback<K, R> callback;
    private CurrentKey<K> current = CurrentKey.unbound();
    private TimerQueue<K> queue;

    KeyedTimer(String name, Timer.Callback<K, R> callback) {
        this.name = Objects.requireNonNull(name, "the name of a timer must not be null");
        this.callback = Objects.requireNonNull(callback, "the callback of timer '" + name + "' must not be null");
    }

    @Override
    public Timer state() {
        return this;
    }

    @Override
    @SuppressWarnings("unchecked") // a process has one type of keys
    public void bind(StateBackend<?> backend) {
        queue = ((StateBackend<K>) backend).timers(name);
        current = ((StateBackend<K>) backend).current();
    }

    @Override
    public void set(Instant time) {
        queue.set(current.key(), current.hash(), EventTime.of(time));
    }

    @Override
    public void clear() {
        queue.clear(current.key(), current.hash());
    }

    @Override
    public Instant time() {
        long due = queue.dueOf(current.key(), current.hash());
        return due == TimerQueue.NONE ? null : Instant.ofEpochMilli(due);
    }

    @Override
    public String toString() {
        return "timer '" + name + "'";
    }

    Timer.Callback<K, R> callback() {
        return callback;
    }

    TimerQueue<K> queue() {
        return queue;
    }

    /** The timers of one time domain: fires them in the order of their times, whichever queue they are in. */
    static final class Group<K, R> {

        private final List<KeyedTimer<K, R>> timers = new ArrayList<>();

        KeyedTimer<K, R> add(KeyedTimer<K, R> timer) {
            timers.add(timer);
            return timer;
        }

        /** The timer that is due first, or null if none is due at or before the time. */
        KeyedTimer<K, R> firstDue(long upTo) {
            KeyedTimer<K, R> first = null;
            long earliest = upTo;
            for (int i = 0; i < timers.size(); i++) {
                TimerQueue<?> queue = timers.get(i).queue();
                long due = queue.nextDue();
                if (queue.size() > 0 && (due < earliest || (due == earliest && first == null))) {
                    earliest = due;
                    first = timers.get(i);
                }
            }
            return first;
        }

        /** The time that the first timer is due at, or {@link TimerQueue#NONE}. */
        long nextDue() {
            KeyedTimer<K, R> first = firstDue(Long.MAX_VALUE);
            return first == null ? TimerQueue.NONE : first.queue().nextDue();
        }
    }
}
