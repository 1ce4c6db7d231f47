package io.millrace.window.operator;

import io.millrace.operator.Output;
import io.millrace.state.table.TimerQueue;

/**
 * A timer per key, which may be early but never late: it is set when something begins, not moved while that grows, and
 * set again when it came too early. So an event costs no work on timers.
 */
record KeyTimers<K>(TimerQueue<K> queue) {

    private static final int TIMERS_PER_STEP = 1024;

    /** Does what is due for a key, and sets its timer to when there is more to come, or clears it. */
    @FunctionalInterface
    interface Handler<K> {
        void onTimer(K key, int hash, long due);
    }

    /** When the first timer is due, or {@link TimerQueue#NONE}. */
    long nextDue() {
        return queue.nextDue();
    }

    /** Has the timer of a key come at a time, or before. */
    void setNoLaterThan(K key, int hash, long due) {
        if (due <= queue.dueOf(key, hash)) {
            queue.set(key, hash, due);
        }
    }

    void set(K key, int hash, long due) {
        queue.set(key, hash, due);
    }

    void clear(K key, int hash) {
        queue.clear(key, hash);
    }

    /** Fires what is due, in the order of time. Returns false when it has to be called again with the same time. */
    boolean fire(long time, Output<?> out, Handler<K> handler) {
        for (int steps = 0; queue.nextDue() <= time; steps++) {
            if (!out.hasRoom() || steps == TIMERS_PER_STEP) {
                return false;
            }
            if (!queue.peekDue(time)) {
                return true;
            }
            handler.onTimer(queue.key(), queue.hash(), queue.due());
        }
        return true;
    }
}
