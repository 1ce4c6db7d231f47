package io.millrace.state;

import io.millrace.state.table.Slice;

/** The value of whatever key is current. */
final class KeyedValue<K, V> implements ValueState<V> {
    private final KeyedState<K> keyed;
    private final String description;
    private final Slice<K, V> values;

    KeyedValue(KeyedState<K> keyed, String description, Slice<K, V> values) {
        this.keyed = keyed;
        this.description = description;
        this.values = values;
    }

    @Override
    public V get() {
        return values.get(keyed.currentKey(), keyed.currentHash());
    }

    @Override
    public void set(V value) {
        if (value == null) {
            throw new IllegalArgumentException(description + " is set to null: call clear() instead");
        }
        values.put(keyed.currentKey(), keyed.currentHash(), value);
    }

    @Override
    public void clear() {
        values.remove(keyed.currentKey(), keyed.currentHash());
    }

    @Override
    public String toString() {
        return description;
    }
}
