package io.millrace.flink;

import io.millrace.state.log.SafeText;
import io.millrace.state.serde.Serde;
import io.millrace.state.table.KeyGroups;
import io.millrace.state.table.KeyedStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.internal.InternalMapState;

/**
 * Keeps what keys have in a state backend of Flink's on disk. To Flink, the key is the one that stands for a group of ours; a key of ours, as bytes behind
 * their number, is the namespace of a map, so that the entries of a key stand next to each other.
 */
final class FlinkStore implements KeyedStore {

    /** Those that have the entries of a map in the order of their bytes. */
    static final Set<String> BACKENDS = Set.of("rocksdb", "forst");

    private final KeyedStateBackend<Integer> backend;

    private FlinkStore(KeyedStateBackend<Integer> backend) {
        this.backend = backend;
    }

    /** None where the state backend is on the heap, where tables are the better one. */
    static Optional<KeyedStore> of(KeyedStateBackend<Integer> backend) {
        return backend != null && BACKENDS.contains(backend.getBackendTypeIdentifier())
                ? Optional.of(new FlinkStore(backend))
                : Optional.empty();
    }

    @Override
    public <K, E, V> Entries<K, E, V> open(String name, Serde<K> keys, Serde<E> elements, Serde<V> values) {
        try {
            MapStateDescriptor<E, V> descriptor =
                    new MapStateDescriptor<>(name, FormSerializer.of(elements), FormSerializer.of(values));
            @SuppressWarnings("unchecked") // state of a backend is internal state, whatever it is wrapped in
            InternalMapState<Integer, byte[], E, V> state = (InternalMapState<Integer, byte[], E, V>)
                    backend.getOrCreateKeyedState(BytePrimitiveArraySerializer.INSTANCE, descriptor);
            return new Kept<>(name, keys, state);
        } catch (Exception e) {
            throw new IllegalArgumentException(
                    "State '" + name + "' cannot be had from Flink's state backend, as entries of "
                            + Serde.nameOf(elements) + " to " + Serde.nameOf(values) + ": " + SafeText.message(e)
                            + "; declare it as it was, or give the new one a name of its own",
                    e);
        }
    }

    private interface Access<R> {
        R of() throws Exception;
    }

    private final class Kept<K, E, V> implements Entries<K, E, V> {

        private final String name;
        private final Serde<K> keys;
        private final InternalMapState<Integer, byte[], E, V> state;
        private final DataOutputSerializer bytes = new DataOutputSerializer(32);

        /** The one whose bytes are the namespace. */
        private K current;

        private Kept(String name, Serde<K> keys, InternalMapState<Integer, byte[], E, V> state) {
            this.name = name;
            this.keys = keys;
            this.state = state;
        }

        private <R> R at(K key, int hash, Access<R> access) {
            try {
                backend.setCurrentKey(GroupKeys.of(KeyGroups.groupOf(hash)));
                if (key != current) {
                    bytes.clear();
                    keys.write(key, bytes);
                    state.setCurrentNamespace(bytes.getCopyOfBuffer());
                    current = key;
                }
                return access.of();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(
                        "state '" + name + "' of key '" + SafeText.of(key) + "': " + SafeText.message(e), e);
            }
        }

        @Override
        public V get(K key, int hash, E element) {
            return at(key, hash, () -> state.get(element));
        }

        @Override
        public void put(K key, int hash, E element, V value) {
            at(key, hash, () -> {
                state.put(element, value);
                return null;
            });
        }

        @Override
        public void remove(K key, int hash, E element) {
            at(key, hash, () -> {
                state.remove(element);
                return null;
            });
        }

        /** It goes on with the key that it has begun with. */
        @Override
        public Iterator<Map.Entry<E, V>> entries(K key, int hash) {
            return at(key, hash, state::iterator);
        }

        @Override
        public Iterator<K> keys() {
            Stream<Tuple2<Integer, byte[]>> all = backend.getKeysAndNamespaces(name);
            Iterator<Tuple2<Integer, byte[]>> each = all.iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    boolean goesOn = each.hasNext();
                    if (!goesOn) {
                        all.close();
                    }
                    return goesOn;
                }

                @Override
                public K next() {
                    return key(each.next().f1);
                }
            };
        }

        private K key(byte[] written) {
            try {
                return keys.read(new DataInputDeserializer(written));
            } catch (IOException e) {
                throw new UncheckedIOException("a key of state '" + name + "' cannot be read: " + e.getMessage(), e);
            }
        }
    }
}
