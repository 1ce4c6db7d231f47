package io.millrace.state.table;

/** Timers as a binary heap: the first in the order is at the first position. */
final class TimerHeap<T extends Scheduled> extends TimerBag<T> {

    T first() {
        return size() == 0 ? null : at(0);
    }

    @Override
    void add(T timer) {
        super.add(timer);
        siftUp(timer.position);
    }

    @Override
    void remove(Scheduled timer) {
        T last = removeLast();
        if (last != timer) {
            place(last, timer.position);
            siftUp(last.position);
            siftDown(last.position);
        }
    }

    private void siftUp(int start) {
        T timer = at(start);
        int position = start;
        while (position > 0 && timer.isBefore(at((position - 1) / 2))) {
            place(at((position - 1) / 2), position);
            position = (position - 1) / 2;
        }
        place(timer, position);
    }

    private void siftDown(int start) {
        T timer = at(start);
        int position = start;
        for (int child = firstChild(position); child >= 0 && at(child).isBefore(timer); child = firstChild(position)) {
            place(at(child), position);
            position = child;
        }
        place(timer, position);
    }

    /** The child that comes first in the order, or -1. */
    private int firstChild(int position) {
        int left = 2 * position + 1;
        if (left >= size()) {
            return -1;
        }
        int right = left + 1;
        return right < size() && at(right).isBefore(at(left)) ? right : left;
    }
}
