package io.millrace.state.table;

import io.millrace.state.serde.KeyHasher;
import io.millrace.state.serde.Serde;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** A map for each key in a {@link KeyedStore}. */
final class StoredMaps<K, UK, UV> extends StoredByKey<K, KeyMap<UK, UV>> {
    private final KeyMap<UK, UV> current;

    StoredMaps(StoredEntries<K, UK, UV> entries, KeyHasher<K> hasher, KeyHasher<UK> mapHasher) {
        super(entries, hasher);
        current = new Current<>(entries, mapHasher);
    }

    @Override
    KeyMap<UK, UV> current() {
        return current;
    }

    /** The map of the key that is asked about. */
    private record Current<UK, UV>(StoredEntries<?, UK, UV> entries, KeyHasher<UK> hasher) implements KeyMap<UK, UV> {
        @Override
        public UV get(UK key, int hash) {
            return entries.get(key);
        }

        @Override
        public void put(UK key, int hash, UV value) {
            entries.put(key, value);
        }

        @Override
        public UV remove(UK key, int hash) {
            UV value = entries.get(key);
            if (value != null) {
                entries.remove(key);
            }
            return value;
        }

        @Override
        public boolean contains(UK key, int hash) {
            return entries.has(key);
        }

        @Override
        public int size() {
            return entries.size();
        }

        @Override
        public boolean isEmpty() {
            return entries.isEmpty();
        }

        @Override
        public void clear() {
            entries.clear();
        }

        @Override
        public EntryWalk<UK, UV> walk() {
            return new Walk<>(entries.walk(), hasher);
        }
    }

    private record Walk<UK, UV>(StoredEntries<?, UK, UV>.Walk all, KeyHasher<UK> hasher) implements EntryWalk<UK, UV> {
        @Override
        public boolean next() {
            return all.next();
        }

        @Override
        public UK key() {
            return all.element();
        }

        @Override
        public int hash() {
            return hasher.hash(key());
        }

        @Override
        public UV value() {
            return all.value();
        }
    }

    /**
     * Writes the hash of a key before it, so that the store has them in the order in which tables have them.
     *
     * @param keys writes the keys themselves
     */
    record ByHash<UK>(Serde<UK> keys, KeyHasher<UK> hasher) implements Serde<UK> {
        @Override
        public void write(UK key, DataOutput out) throws IOException {
            out.writeInt(hasher.hash(key));
            keys.write(key, out);
        }

        @Override
        public UK read(DataInput in) throws IOException {
            in.readInt();
            return keys.read(in);
        }

        @Override
        public int hash(UK key) {
            return keys.hash(key);
        }

        @Override
        public boolean immutable() {
            return keys.immutable();
        }

        @Override
        public String form() {
            return Serde.formOf(keys);
        }

        @Override
        public Reader<? extends UK> readerOf(String writtenForm) throws IOException {
            Reader<? extends UK> reader = Serde.readerFor(keys, writtenForm);
            return in -> {
                in.readInt();
                return reader.read(in);
            };
        }
    }
}
