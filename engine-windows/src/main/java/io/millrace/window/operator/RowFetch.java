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
        if (ints.length < end) {
            ints = new int[batch.capacity()];
            objects = new Object[batch.capacity()];
        }
        for (int row = from; row < end; row++) {
            slice.fetch(batch.hash(row), ints, objects, row);
        }
        // keys of entries that may go
        Arrays.fill(objects, from, end, null);
    }
}
