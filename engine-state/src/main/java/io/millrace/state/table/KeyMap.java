package io.millrace.state.table;

/**
 * The map that a key has. Confined to the task's thread.
 *
 * @param <K> the map's own keys, with equals; the caller gives each one's mixed hash
 * @param <V> values, never null
 */
public interface KeyMap<K, V> {
    /** What a key of the map is mapped to, or null. */
    V get(K key, int hash);

    /** Maps a key of the map to a value. */
    void put(K key, int hash, V value);

    /** Removes a key of the map; returns what it was mapped to, or null. */
    V remove(K key, int hash);

    /** Whether a key of the map is mapped to a value. */
    boolean contains(K key, int hash);

    /** How many keys there are. */
    int size();

    /** Whether there are none. */
    boolean isEmpty();

    /** Removes all of them. */
    void clear();

    /** A walk in the order of the hashes, during which the map may change. */
    EntryWalk<K, V> walk();
}
