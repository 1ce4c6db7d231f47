package io.millrace.window.operator;

import io.millrace.operator.Batch;
import io.millrace.state.table.ReadAhead;
import io.millrace.state.table.ReusedArray;
import io.millrace.state.table.Slice;

/**
 * What a table has for the keys of rows, one look-up after the other. That is a loop of its own, because an iteration
 * then does not wait for the memory that the one before it reads. Confined to the task's thread.
 */
class RowLookUp<K, V> {

    /** By row. */
    private final ReusedArray<V> values = ReusedArray.of(0);

    private final RowFetch<K, V> fetch = new RowFetch<>();
    private final ReadAhead ahead = new ReadAhead();

    @SuppressWarnings("unchecked") // as good as an array of the type to who reads and writes it
    static <E> E[] newArray(int length) {
        return (E[]) new Object[length];
    }

    /** What is found for a key that the table does not have. */
    V absent(Slice<K, V> slice, K key, int hash) throws Exception {
        return null;
    }

    /** Looks up a run of rows, each of which has a value afterwards, or null where {@link #absent} gave none. */
    final void find(Slice<K, V> slice, Batch<?> batch, K[] keys, int from, int end) throws Exception {
        V[] found = values.room(from, end, batch.capacity());
        fetch.fetch(slice, batch, from, end);
        for (int row = from; row < end; row++) {
            V value = slice.get(keys[row], batch.hash(row));
            found[row] = value != null ? value : absent(slice, keys[row], batch.hash(row));
        }
    }

    /** Reads what has been found for the first rows, in a loop that does nothing else. */
    final void read(int end) {
        ahead.objects(values.array(), end);
    }

    final V at(int row) {
        return values.array()[row];
    }

    /** By row. */
    final V[] all() {
        return values.array();
    }

    /** What is found may be large, and the next batch may be long in coming. */
    final void forget(int from, int end) {
        values.clear(from, end);
    }
}
