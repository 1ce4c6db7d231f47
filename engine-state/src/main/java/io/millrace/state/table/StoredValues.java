package io.millrace.state.table;

import io.millrace.state.serde.KeyHasher;

/** A value for each key in a {@link KeyedStore}. */
final class StoredValues<K, V> extends StoredByKey<K, V> {
    /** The only element that a key has. */
    private static final Byte ONLY = 0;

    private final StoredEntries<K, Byte, V> entries;

    StoredValues(StoredEntries<K, Byte, V> entries, KeyHasher<K> hasher) {
        super(entries, hasher);
        this.entries = entries;
    }

    @Override
    V current() {
        return entries.get(ONLY);
    }

    @Override
    void set(V value) {
        entries.put(ONLY, value);
    }

    @Override
    public void clear() {
        entries.remove(ONLY);
    }
}
