package io.millrace.state.table;

/**
 * Takes down for a snapshot what is in a table, as its entries and those of its lists and maps come by: the walk, or the
 * last moment before a change, brings them.
 */
interface TableLog<K> {
    /** Writes a value. */
    void put(long namespace, K key, Object value);

    /** Writes an element of a map. */
    void putElement(long namespace, K key, Object element, Object value);

    /** Writes an element of a list. */
    void putElementAt(long namespace, K key, int index, Object value);

    /** Writes the size of a list. */
    void resize(long namespace, K key, int size);

    /** Notes what later snapshots have to know: a key is gone, or an element of its map. */
    void removed(long namespace, K key, Object elementOrNull);

    /** Notes what later snapshots have to know: a namespace is gone. */
    void dropped(long namespace);

    /** Takes entries that the table forgets. */
    void handOver(SnapshotWalk walk);
}
