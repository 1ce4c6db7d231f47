package io.millrace.state.testing;

import io.millrace.state.serde.Serde;
import io.millrace.state.table.KeyGroupRange;
import io.millrace.state.table.KeyGroups;
import io.millrace.state.table.KeyedStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A store for tests of hosts and states, which has nothing but bytes in their order, as stores on disk have. Confined to one thread. */
public final class ByteStore implements KeyedStore {
    private final Map<String, NavigableMap<byte[], Kept>> states = new TreeMap<>();

    /** A store with nothing in it. */
    public ByteStore() {}

    /** What a key has, by element. */
    private record Kept(int hash, NavigableMap<byte[], byte[]> entries) {}

    /** What is there now. */
    public ByteStore copy() {
        ByteStore copy = new ByteStore();
        copy.addAll(this, KeyGroupRange.ALL);
        return copy;
    }

    /** Adds what another one has in some key groups. */
    public void addAll(ByteStore other, KeyGroupRange groups) {
        other.states.forEach((state, keys) -> keys.forEach((key, kept) -> {
            if (groups.contains(KeyGroups.groupOf(kept.hash))) {
                of(state).put(key, new Kept(kept.hash, new TreeMap<>(kept.entries)));
            }
        }));
    }

    /** How many entries there are in all states. */
    public long entries() {
        return states.values().stream()
                .flatMap(keys -> keys.values().stream())
                .mapToLong(kept -> kept.entries.size())
                .sum();
    }

    private NavigableMap<byte[], Kept> of(String state) {
        return states.computeIfAbsent(state, unused -> new TreeMap<>(Arrays::compareUnsigned));
    }

    @Override
    public <K, E, V> Entries<K, E, V> open(String name, Serde<K> keys, Serde<E> elements, Serde<V> values) {
        return new OfState<>(of(name), keys, elements, values);
    }

    private record OfState<K, E, V>(
            NavigableMap<byte[], Kept> state, Serde<K> serde, Serde<E> elements, Serde<V> values)
            implements Entries<K, E, V> {

        private NavigableMap<byte[], byte[]> at(K key, int hash) {
            return state.computeIfAbsent(
                            written(serde, key), unused -> new Kept(hash, new TreeMap<>(Arrays::compareUnsigned)))
                    .entries;
        }

        @Override
        public V get(K key, int hash, E element) {
            byte[] value = at(key, hash).get(written(elements, element));
            return value == null ? null : read(values, value);
        }

        @Override
        public void put(K key, int hash, E element, V value) {
            at(key, hash).put(written(elements, element), written(values, value));
        }

        @Override
        public void remove(K key, int hash, E element) {
            at(key, hash).remove(written(elements, element));
        }

        @Override
        public Iterator<Map.Entry<E, V>> entries(K key, int hash) {
            return new TreeMap<>(at(key, hash))
                    .entrySet().stream()
                            .map(entry -> Map.entry(read(elements, entry.getKey()), read(values, entry.getValue())))
                            .iterator();
        }

        @Override
        public Iterator<K> keys() {
            List<K> used = new ArrayList<>();
            state.forEach((key, kept) -> {
                if (!kept.entries.isEmpty()) {
                    used.add(read(serde, key));
                }
            });
            return used.iterator();
        }
    }

    private static <T> byte[] written(Serde<T> serde, T value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            serde.write(value, new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static <T> T read(Serde<T> serde, byte[] bytes) {
        try {
            return serde.read(new DataInputStream(new ByteArrayInputStream(bytes)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
