package io.millrace.state.table;

import java.util.Arrays;

/** Timers in no order. Each knows its bag and its position there. */
class TimerBag<T extends Scheduled> {

    private Scheduled[] timers = new Scheduled[4];
    private int size;

    final int size() {
        return size;
    }

    @SuppressWarnings("unchecked") // only such timers are added
    final T at(int position) {
        return (T) timers[position];
    }

    void add(T timer) {
        if (size == timers.length) {
            timers = Arrays.copyOf(timers, size * 2);
        }
        timer.bag = this;
        place(timer, size++);
    }

    void remove(Scheduled timer) {
        T last = removeLast();
        if (last != timer) {
            place(last, timer.position);
        }
    }

    /** Forgets the timer at the last position, and returns it. */
    final T removeLast() {
        T last = at(--size);
        timers[size] = null;
        return last;
    }

    final void place(T timer, int position) {
        timers[position] = timer;
        timer.position = position;
    }

    final void clear() {
        for (int i = 0; i < size; i++) {
            timers[i].bag = null;
        }
        truncate(0);
    }

    /** Forgets the timers from a position on, which are somewhere else by now. */
    final void truncate(int newSize) {
        Arrays.fill(timers, newSize, size, null);
        size = newSize;
    }
}
