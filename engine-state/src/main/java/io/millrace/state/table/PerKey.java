package io.millrace.state.table;

import io.millrace.state.serde.KeyHasher;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.Serdes;
import io.millrace.state.serde.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The states of an operator of which each key has a value, a list or a map, and that the operator does not divide itself: in
 * tables, or where the host has one for them, in a {@link KeyedStore}. Confined to the task's thread.
 *
 * @param <K> keys, with equals and a stable hash
 */
public final class PerKey<K> {
    private static final Serde<Byte> ONLY = Serdes.of(Type.of(Byte.class));
    private static final Serde<Long> INDEX = Serdes.of(Type.of(Long.class));

    private final StateBackend<K> backend;
    private final StateSerdes<K> serdes;
    private final List<StoredEntries<K, ?, ?>> stored = new ArrayList<>();

    /** Null where they are in tables. */
    private KeyedStore store;

    PerKey(StateBackend<K> backend, StateSerdes<K> serdes) {
        this.backend = backend;
        this.serdes = serdes;
    }

    /** Has those be in a store that are declared from now on. */
    public void keptIn(KeyedStore newStore) {
        store = newStore;
    }

    /** Adds a value for each key. */
    public <V> ByKey<K, V> values(String name, Serde<V> values) {
        if (store == null) {
            return backend.values(name, values).slice(0);
        }
        backend.mark(name, "");
        return new StoredValues<>(open(name, ONLY, values), serdes.keyHasher());
    }

    /** Adds a list for each key. */
    public <E> ByKey<K, ? extends KeyList<E>> lists(String name, Type<E> elementType) {
        if (store == null) {
            return backend.lists(name, elementType).slice(0);
        }
        Serde<E> elements = backend.serde("the elements of state '" + name + "'", elementType);
        GroupProgress added = backend.mark(name, "index");
        return new StoredLists<>(open(name, INDEX, elements), serdes.keyHasher(), added);
    }

    /** Adds a map for each key. */
    public <UK, UV> ByKey<K, ? extends KeyMap<UK, UV>> maps(String name, Type<UK> keyType, Type<UV> valueType) {
        if (store == null) {
            return backend.maps(name, keyType, valueType).slice(0);
        }
        KeyHasher<UK> hasher = backend.hasher(keyType);
        Serde<UK> keys = backend.serde("the map keys of state '" + name + "'", keyType);
        Serde<UV> values = backend.serde("the map values of state '" + name + "'", valueType);
        requireAlike("the map keys of state '" + name + "'", keys);
        backend.mark(name, Serde.formOf(keys));
        return new StoredMaps<>(open(name, new StoredMaps.ByHash<>(keys, hasher), values), serdes.keyHasher(), hasher);
    }

    /** Nothing changes any more that has been got. */
    void beforeSnapshot() {
        stored.forEach(StoredEntries::leave);
    }

    private <E, V> StoredEntries<K, E, V> open(String name, Serde<E> elements, Serde<V> values) {
        requireAlike("its keys", serdes.keys());
        KeyedStore.Entries<K, E, V> opened = Objects.requireNonNull(
                store.open(name, serdes.keys(), elements, values), "KeyedStore.open returned null in place of entries");
        StoredEntries<K, E, V> entries = new StoredEntries<>(opened, values.immutable());
        stored.add(entries);
        return entries;
    }

    /** Sets and maps are written in an order that is not the same for all that are equal. */
    private void requireAlike(String what, Serde<?> keys) {
        String form = Serde.formOf(keys);
        if (form.contains("set<") || form.contains("map<")) {
            throw new IllegalArgumentException("Operator '" + backend.operator()
                    + "' cannot keep its state where its host keeps it, because of " + what + ", which are "
                    + form + ": equal sets and maps may be written in different ways; use sorted lists");
        }
    }
}
