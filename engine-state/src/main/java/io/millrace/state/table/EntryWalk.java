package io.millrace.state.table;

/**
 * A walk over keys that have values. Confined to the task's thread.
 *
 * @param <K> keys
 * @param <V> values
 */
public interface EntryWalk<K, V> extends KeyWalk<K> {
    /**
     * The value of the current key, or null when the key has been removed meanwhile. Counts as a change when values are
     * mutable.
     */
    V value();
}
