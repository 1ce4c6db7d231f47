package io.millrace.view;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/** A version of the row of a key that is to take the place of others when its time is shown. */
record Due<K, V>(long at, Cell<K, V> cell) {

    /** An empty queue, by time. */
    static <K, V> Queue<Due<K, V>> queue() {
        return new PriorityQueue<>(Comparator.comparingLong(Due::at));
    }
}
