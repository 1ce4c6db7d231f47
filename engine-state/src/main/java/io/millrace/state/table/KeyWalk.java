package io.millrace.state.table;

/**
 * A walk over keys. Confined to the task's thread.
 *
 * @param <K> keys
 */
public interface KeyWalk<K> {
    /** Goes to the next key. Returns false, now and ever after, when there is none. */
    boolean next();

    /** The current key. */
    K key();

    /** The mixed hash of the current key. */
    int hash();
}
