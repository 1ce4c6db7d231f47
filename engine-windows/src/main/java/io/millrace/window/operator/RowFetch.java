package io.millrace.window.operator;

import io.millrace.operator.Batch;
import io.millrace.state.table.ReadAhead;
import io.millrace.state.table.Slice;

/** Reads where the entries of rows are, before they are looked up, where a table does not fit the near caches. */
final class RowFetch<K, V> {

    private final ReadAhead ahead = new ReadAhead();

    void fetch(Slice<K, V> slice, Batch<?> batch, int from, int end) {
        if (!slice.isLarge()) {
            return;
        }
        long words = 0;
        for (int row = from; row < end; row++) {
            words += slice.fetch(batch.hash(row));
        }
        ahead.took(words);
    }

    /** The same of some keys that have been collected. */
    void fetch(Slice<K, V> slice, KeyHeap<K> keys, int from, int end) {
        if (!slice.isLarge()) {
            return;
        }
        long words = 0;
        for (int i = from; i < end; i++) {
            words += slice.fetch(keys.hash(i));
        }
        ahead.took(words);
    }
}
