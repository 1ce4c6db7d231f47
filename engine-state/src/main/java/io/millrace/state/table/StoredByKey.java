package io.millrace.state.table;

import io.millrace.state.serde.KeyHasher;
import java.util.Iterator;

/** What keys have of one state in a {@link KeyedStore}: one object stands for what the key has that is asked about. */
abstract class StoredByKey<K, V> implements ByKey<K, V> {
    private final StoredEntries<K, ?, ?> entries;
    private final KeyHasher<K> hasher;

    StoredByKey(StoredEntries<K, ?, ?> entries, KeyHasher<K> hasher) {
        this.entries = entries;
        this.hasher = hasher;
    }

    /** What the key has that is asked about, or null. */
    abstract V current();

    /** Sets what that key has. */
    void set(V value) {
        throw new IllegalStateException("a list or map is changed in place, and not put");
    }

    /** Removes all that it has. */
    public void clear() {
        entries.clear();
    }

    @Override
    public final V get(K key, int hash) {
        entries.at(key, hash);
        return current();
    }

    @Override
    public final V getOrAdd(K key, int hash) {
        return get(key, hash);
    }

    @Override
    public final void put(K key, int hash, V value) {
        entries.at(key, hash);
        set(value);
    }

    @Override
    public final V remove(K key, int hash) {
        entries.at(key, hash);
        clear();
        return null;
    }

    @Override
    public final boolean isCounted() {
        return false;
    }

    /** Those that have been counted before are all, unless there are none. */
    @Override
    public final boolean mayHaveOthersThan(int keys) {
        return keys == 0;
    }

    @Override
    public final KeyWalk<K> keys() {
        Iterator<K> all = entries.keys();
        return new KeyWalk<>() {
            private K key;

            @Override
            public boolean next() {
                boolean goesOn = all.hasNext();
                key = goesOn ? all.next() : null;
                return goesOn;
            }

            @Override
            public K key() {
                return key;
            }

            @Override
            public int hash() {
                return hasher.hash(key);
            }
        };
    }
}
