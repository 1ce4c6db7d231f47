package io.millrace.join.operator;

import io.millrace.operator.Batch;

/** The row that is being taken in. */
final class Arrival<K> {
    JoinSide<K> side;
    Object event;
    long time;
    int hash;
    K key;

    /** The time of the last row of the other side that it may meet. */
    long last;

    /** Of the rows that it meets; null where each has a result of its own. */
    Object accumulator;

    boolean matched;

    void set(JoinSide<K> itsSide, Batch<Object> batch, int row, K itsKey) {
        side = itsSide;
        event = batch.value(row);
        time = batch.timestamp(row);
        hash = batch.hash(row);
        key = itsKey;
        accumulator = null;
        matched = false;
    }

    /** Keeps nothing in memory. */
    void clear() {
        event = null;
        key = null;
        accumulator = null;
    }
}
