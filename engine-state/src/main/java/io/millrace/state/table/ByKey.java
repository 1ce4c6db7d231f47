package io.millrace.state.table;

/**
 * What keys have of one state, each a value, a list or a map, in a {@link StateTable} or a {@link KeyedStore}. Confined to the
 * task's thread.
 *
 * @param <K> keys, with equals; the caller gives each key's mixed hash
 * @param <V> what a key has
 */
public interface ByKey<K, V> {
    /**
     * What a key has, or null. It may be changed until another key is asked about.
     *
     * @param hash the key's mixed hash
     */
    V get(K key, int hash);

    /**
     * The list or map of a key, which is added empty when there is none.
     *
     * @param hash the key's mixed hash
     */
    V getOrAdd(K key, int hash);

    /**
     * Sets what a key has.
     *
     * @param hash the key's mixed hash
     * @param value never null
     */
    void put(K key, int hash, V value);

    /**
     * Removes what a key has.
     *
     * @param hash the key's mixed hash
     * @return what that was, or null when there was nothing, or it is gone
     */
    V remove(K key, int hash);

    /** Whether it is known of how many keys there is something: then a list or map that is empty has to be removed. */
    boolean isCounted();

    /** Whether there may be something of more keys, or of fewer, than a number that has been counted before. */
    boolean mayHaveOthersThan(int keys);

    /** The keys of which there is something. */
    KeyWalk<K> keys();
}
