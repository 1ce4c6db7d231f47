package io.millrace.state.table;

/**
 * What a table has to know of values that are written element by element: lists, or maps.
 *
 * @param <K> keys of the table
 * @param <V> the lists or maps
 */
abstract class Collected<K, V> {
    /** An empty one for a key. */
    abstract V make(Slice<K, V> slice, K key);

    /** The walk over the elements of one. */
    abstract SnapshotWalk walk(V value);

    /** As {@link #walk}, over what the elements are now: the table is about to forget the value. */
    SnapshotWalk frozenWalk(V value) {
        return walk(value);
    }

    /** Removes what was put before the current epoch, without a trace; returns whether nothing is left. */
    abstract boolean discardOlder(V value);
}
