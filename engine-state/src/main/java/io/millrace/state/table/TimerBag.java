package io.millrace.state.table;

import io.millrace.state.table.TimerQueue.Timer;
import java.util.Arrays;

/** Timers in no order. Each knows its bag and its position there. */
class TimerBag<K> {

    private Timer<K>[] timers = newArray(4);
    private int size;

    final int size() {
        return size;
    }

    final Timer<K> at(int position) {
        return timers[position];
    }

    void add(Timer<K> timer) {
        if (size == timers.length) {
            timers = Arrays.copyOf(timers, size * 2);
        }
        timer.bag = this;
        place(timer, size++);
    }

    void remove(Timer<K> timer) {
        Timer<K> last = removeLast();
        if (last != timer) {
            place(last, timer.position);
        }
    }

    /** Forgets the timer at the last position, and returns it. */
    final Timer<K> removeLast() {
        Timer<K> last = timers[--size];
        timers[size] = null;
        return last;
    }

    final void place(Timer<K> timer, int position) {
        timers[position] = timer;
        timer.position = position;
    }

    final void clear() {
        Arrays.fill(timers, 0, size, null);
        size = 0;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of a generic type cannot be created otherwise
    private static <K> Timer<K>[] newArray(int length) {
        return new Timer[length];
    }
}
