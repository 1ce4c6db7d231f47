package io.millrace.window.operator;

import io.millrace.operator.Aggregate;
import io.millrace.window.spi.Trigger;

/**
 * The windows of a key in the order of their ends. There are few: one session, or as many as overlap, and as disorder
 * and lateness span.
 */
final class KeyedWindows<A> {

    private KeyedWindow<A> first;

    /** No trigger that goes by the time of the windows is due before, so that not all windows need to be looked at. */
    private long triggersDue = Trigger.NEVER;

    long triggersDue() {
        return triggersDue;
    }

    /** A trigger is due then. */
    void triggerDue(long due) {
        triggersDue = Math.min(triggersDue, due);
    }

    /** All triggers are about to tell anew when they are due. */
    void forgetTriggers() {
        triggersDue = Trigger.NEVER;
    }

    KeyedWindow<A> first() {
        return first;
    }

    /** The window, when there is just one, or else null. */
    KeyedWindow<A> only() {
        return first == null || first.next != null ? null : first;
    }

    boolean isEmpty() {
        return first == null;
    }

    /** The window with these bounds, or null; looked for behind a window that comes before it, or from the first. */
    KeyedWindow<A> find(long start, long last, KeyedWindow<A> before) {
        KeyedWindow<A> window = before == null ? first : before;
        while (window != null && window.isBefore(start, last)) {
            window = window.next;
        }
        return window != null && window.is(start, last) ? window : null;
    }

    /**
     * Extends the window that a stretch of time touches; when there are several they become one. Accumulators are
     * merged in the order of time. For windows of which none touches another.
     *
     * @return the window, or null when there is none
     */
    KeyedWindow<A> absorb(long start, long last, Aggregate<?, A, ?> aggregate) throws Exception {
        KeyedWindow<A> window = first;
        while (window != null && !window.touches(start, last)) {
            window = window.next;
        }
        if (window == null) {
            return null;
        }
        window.extend(start, last);
        while (window.next != null && window.next.touches(start, last)) {
            mergeNext(window, aggregate);
        }
        return window;
    }

    private void mergeNext(KeyedWindow<A> window, Aggregate<?, A, ?> aggregate) throws Exception {
        KeyedWindow<A> other = window.next;
        aggregate.merge(window.accumulator, other.accumulator);
        window.extend(other.start, other.last);
        window.emitted = Math.max(window.emitted, other.emitted);
        window.next = other.next;
    }

    /** Adds a window, behind one that comes before it, or from the first. */
    void add(KeyedWindow<A> window, KeyedWindow<A> before) {
        KeyedWindow<A> previous = before;
        for (KeyedWindow<A> w = before == null ? first : before.next;
                w != null && w.isBefore(window.start, window.last);
                w = w.next) {
            previous = w;
        }
        if (previous == null) {
            window.next = first;
            first = window;
        } else {
            window.next = previous.next;
            previous.next = window;
        }
    }

    /** Drops the windows before the first that is kept; all of them when it is null. */
    void dropBefore(KeyedWindow<A> firstKept) {
        first = firstKept;
    }
}
