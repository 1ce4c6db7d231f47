package io.millrace.window.operator;

import io.millrace.operator.Aggregate;
import io.millrace.state.table.Cursor;
import io.millrace.state.table.Slice;
import io.millrace.state.table.TimerLadder;
import java.util.function.ToLongFunction;

/**
 * The windows of all keys. Those of a key are in the order of their ends, and are found by the first of them. There are
 * few: one session, or as many as overlap, and as disorder and lateness span. They are part of snapshots; when each is
 * due follows from what it is, and is not.
 */
final class KeyedWindows<K, A> {

    private final Slice<K, KeyedWindow<K, A>> firsts;
    private final Aggregate<?, A, ?> aggregate;

    /** When something has to be done about the windows, by the time that they go by. */
    final TimerLadder<KeyedWindow<K, A>> timers;

    /** When triggers are to be called, by the clock. */
    final TimerLadder<KeyedWindow.ClockTimer<K, A>> clockTimers;

    /**
     * No windows.
     *
     * @param firsts the table of the first window of each key
     * @param due when something has to be done about a window
     * @param clockDue when its trigger is to be called, by the clock
     */
    KeyedWindows(
            Slice<K, KeyedWindow<K, A>> firsts,
            Aggregate<?, A, ?> aggregate,
            ToLongFunction<KeyedWindow<K, A>> due,
            ToLongFunction<KeyedWindow<K, A>> clockDue) {
        this.firsts = firsts;
        this.aggregate = aggregate;
        timers = new TimerLadder<>(due);
        clockTimers = new TimerLadder<>(timer -> clockDue.applyAsLong(timer.window));
    }

    /** The first window of a key, or null. The caller may change this window and those behind it. */
    KeyedWindow<K, A> first(K key, int hash) {
        return firsts.get(key, hash);
    }

    /** The first window of a key, or null, to be read only. */
    KeyedWindow<K, A> peek(K key, int hash) {
        return firsts.peek(key, hash);
    }

    /** Has to be called before a window changes that has not been got by its key. */
    void touch(KeyedWindow<K, A> window) {
        firsts.get(window.key, window.hash);
    }

    /** A walk over the first windows of the keys. */
    Cursor<K, KeyedWindow<K, A>> cursor() {
        return firsts.cursor();
    }

    /** The window with these bounds, or null; looked for from another window of the key on, which may be null. */
    KeyedWindow<K, A> find(long start, long last, KeyedWindow<K, A> from) {
        KeyedWindow<K, A> window = from;
        while (window != null && window.isBefore(start, last)) {
            window = window.next;
        }
        return window != null && window.is(start, last) ? window : null;
    }

    /**
     * Extends the window that a stretch of time touches; when there are several they become one. Accumulators are
     * merged in the order of time. For windows of which none touches another.
     *
     * @param first the first window of a key
     * @return the window, or null when there is none
     */
    KeyedWindow<K, A> absorb(long start, long last, KeyedWindow<K, A> first) throws Exception {
        KeyedWindow<K, A> window = first;
        while (window != null && !window.touches(start, last)) {
            window = window.next;
        }
        if (window == null) {
            return null;
        }
        window.extend(start, last);
        while (window.next != null && window.next.touches(start, last)) {
            mergeNext(window);
        }
        return window;
    }

    private void mergeNext(KeyedWindow<K, A> window) throws Exception {
        KeyedWindow<K, A> other = window.next;
        aggregate.merge(window.accumulator, other.accumulator);
        window.extend(other.start, other.last);
        window.emitted = Math.max(window.emitted, other.emitted);
        window.removeNext();
        cancelTimers(other);
    }

    /** Adds a window of a key, behind another one that comes before it, or else from the first. */
    void add(KeyedWindow<K, A> window, KeyedWindow<K, A> before) {
        KeyedWindow<K, A> first = firsts.get(window.key, window.hash);
        KeyedWindow<K, A> previous = before;
        for (KeyedWindow<K, A> w = before == null ? first : before.next;
                w != null && w.isBefore(window.start, window.last);
                w = w.next) {
            previous = w;
        }
        if (previous != null) {
            previous.insertNext(window);
            return;
        }
        firsts.put(window.key, window.hash, window);
        if (first != null) {
            window.next = first;
            first.previous = window;
        }
    }

    /** Drops a window that is over. */
    void remove(KeyedWindow<K, A> window) {
        cancelTimers(window);
        if (window.previous != null) {
            touch(window);
            window.previous.removeNext();
        } else if (window.next == null) {
            firsts.remove(window.key, window.hash);
        } else {
            firsts.put(window.key, window.hash, window.next);
            window.next.previous = null;
        }
    }

    private void cancelTimers(KeyedWindow<K, A> window) {
        timers.cancel(window);
        if (window.clockTimer != null) {
            clockTimers.cancel(window.clockTimer);
        }
    }
}
