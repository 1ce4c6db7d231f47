package io.millrace.operator;

import io.millrace.state.table.TimerQueue;
import java.util.ArrayList;
import java.util.List;

/** The timers of one time domain: fires them in the order of their times, whichever queue they are in. */
final class TimerGroup<K, R> {

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
