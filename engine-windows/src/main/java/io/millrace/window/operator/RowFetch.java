package io.millrace.window.operator;

import io.millrace.operator.Batch;
import io.millrace.state.table.Slice;
import java.util.Arrays;

/** Reads where the entries of rows are, before they are looked up, where a table does not fit the near caches. */
final class RowFetch<K, V> {

    // means nothing
    private int[] ints = {};
    private Object[] objects = {};

    void fetch(Slice<K, V> slice, Batch<?> batch, int from, int end) {
        if (!slice.isLarge()) {
            return;
        }
        ensureRoom(end, batch.capacity());
        for (int row = from; row < end; row++) {
            slice.fetch(batch.hash(row), ints, objects, row);
        }
        forget(from, end);
    }

    /** The same of some keys that have been collected. */
    void fetch(Slice<K, V> slice, KeyHeap<K> keys, int from, int end) {
        if (!slice.isLarge()) {
            return;
        }
        ensureRoom(end - from, end - from);
        for (int i = from; i < end; i++) {
            slice.fetch(keys.hash(i), ints, objects, i - from);
        }
        forget(0, end - from);
    }

    private void ensureRoom(int needed, int capacity) {
        if (ints.length < needed) {
            ints = new int[capacity];
            objects = new Object[capacity];
        }
    }

    /** They are keys of entries that may go. */
    private void forget(int from, int end) {
        Arrays.fill(objects, from, end, null);
    }
}
