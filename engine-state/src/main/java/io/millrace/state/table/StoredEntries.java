package io.millrace.state.table;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * The entries of one state in a {@link KeyedStore}, of the key that is asked about. Values that may change after they have been
 * got or put are written when the next key is asked about, or a snapshot begins. Confined to the task's thread.
 */
final class StoredEntries<K, E, V> {
    private final KeyedStore.Entries<K, E, V> store;
    private final boolean immutable;

    /** What may have changed of the key, or is not written. */
    private final Map<E, V> touched = new HashMap<>();

    private K key;
    private int hash;

    /** How often an entry has been put or removed. */
    private int changes;

    StoredEntries(KeyedStore.Entries<K, E, V> store, boolean immutableValues) {
        this.store = store;
        this.immutable = immutableValues;
    }

    /** It is about this key from now on. */
    StoredEntries<K, E, V> at(K newKey, int newHash) {
        if (newKey != key && !newKey.equals(key)) {
            leave();
            key = newKey;
            hash = newHash;
        }
        return this;
    }

    /** Nothing changes any more that has been got. */
    void leave() {
        write();
        touched.clear();
        key = null;
    }

    private void write() {
        touched.forEach((element, value) -> store.put(key, hash, element, value));
    }

    V get(E element) {
        V value = immutable ? null : touched.get(element);
        return value == null ? touch(element, store.get(key, hash, element)) : value;
    }

    boolean has(E element) {
        return touched.containsKey(element) || store.get(key, hash, element) != null;
    }

    private V touch(E element, V value) {
        if (value != null && !immutable) {
            touched.put(element, value);
        }
        return value;
    }

    void put(E element, V value) {
        changes++;
        if (immutable) {
            store.put(key, hash, element, value);
        } else {
            touched.put(element, value);
        }
    }

    void remove(E element) {
        changes++;
        touched.remove(element);
        store.remove(key, hash, element);
    }

    void clear() {
        touched.clear();
        for (Iterator<Map.Entry<E, V>> all = store.entries(key, hash); all.hasNext(); ) {
            remove(all.next().getKey());
        }
    }

    boolean isEmpty() {
        return touched.isEmpty() && !store.entries(key, hash).hasNext();
    }

    int size() {
        int size = 0;
        for (Walk all = walk(); all.next(); ) {
            size++;
        }
        return size;
    }

    /** A walk over the entries of the key, in the order of the store. */
    Walk walk() {
        write();
        return new Walk();
    }

    Iterator<K> keys() {
        return store.keys();
    }

    /** What is removed meanwhile is not visited. */
    final class Walk {
        private final Iterator<Map.Entry<E, V>> all = store.entries(key, hash);
        private final int begun = changes;
        private Map.Entry<E, V> entry;

        boolean next() {
            while (all.hasNext()) {
                entry = all.next();
                if (changes == begun || has(element())) {
                    return true;
                }
            }
            return false;
        }

        E element() {
            return entry.getKey();
        }

        /** Null when it has been removed. */
        V value() {
            V known = touched.get(element());
            return known != null ? known : changes == begun ? touch(element(), entry.getValue()) : get(element());
        }
    }
}
