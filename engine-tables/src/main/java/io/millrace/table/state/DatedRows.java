package io.millrace.table.state;

import io.millrace.operator.Batch;
import io.millrace.state.KeyedState;
import io.millrace.state.serde.Serde;
import io.millrace.state.table.Cursor;
import io.millrace.state.table.ReadAhead;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;

/**
 * The rows of a table by their keys, each with when it came to be. The latest row of a key takes the place of the one before in
 * the same object, which is looked up once.
 *
 * @param <K> the keys
 * @param <V> the rows
 */
public final class DatedRows<K, V> {

    private final StateTable<K, Dated<V>> table;
    private final ReadAhead ahead = new ReadAhead();
    private Slice<K, Dated<V>> rows;

    /** Declares them. */
    public DatedRows(KeyedState<K> keyed, String name, Serde<V> serde) {
        table = keyed.table(name, Dated.serde(serde));
    }

    /** State is as it was in the snapshot: they can be used. */
    public void restored() {
        rows = table.slice(0);
    }

    /** The row of a key, which is good until the next one is set, or null. */
    public Dated<V> get(K key, int hash) {
        return rows.peek(key, hash);
    }

    /** Sets the row of a key. */
    public void set(K key, int hash, V row, long timestamp) {
        set(get(key, hash), key, hash, row, timestamp);
    }

    /**
     * Sets the row of a key.
     *
     * @param known what there is of the key, or null
     */
    public void set(Dated<V> known, K key, int hash, V row, long timestamp) {
        int epoch = table.epoch();
        if (known == null) {
            Dated<V> dated = new Dated<>(row, timestamp);
            dated.touched = epoch;
            rows.put(key, hash, dated);
            return;
        }
        if (known.touched != epoch) {
            // a snapshot in flight takes it as it is
            rows.get(key, hash);
            known.touched = epoch;
        }
        known.set(row, timestamp);
    }

    /** Removes the row of a key; returns it, or null. */
    public Dated<V> remove(K key, int hash) {
        Dated<V> removed = rows.remove(key, hash);
        if (removed != null) {
            removed.removed = true;
        }
        return removed;
    }

    /** Looks up the rows of all events of a batch, and reads them ahead, with which those that come are compared. */
    public <T> void find(BatchLookUp<K, T, Dated<V>> lookUp, Batch<T> events) {
        lookUp.find(rows, events);
        Object[] found = lookUp.allFound();
        int size = events.size();
        Object[] compared = ahead.room(size);
        for (int i = 0; i < size; i++) {
            compared[i] = Dated.rowOf((Dated<?>) found[i]);
        }
        ahead.objects(compared, size);
        ahead.forget(size);
    }

    /**
     * The row of a key that has been looked up with others of its batch, which may have changed it since.
     *
     * @param found what there was, or null
     */
    public Dated<V> now(Dated<V> found, K key, int hash) {
        return found == null || found.removed ? get(key, hash) : found;
    }

    /** How many there are. */
    public int size() {
        return rows.size();
    }

    /** A walk over them, which may change meanwhile. */
    public Cursor<K, Dated<V>> cursor() {
        return rows.cursor();
    }
}
