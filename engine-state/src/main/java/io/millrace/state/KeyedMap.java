package io.millrace.state;

import io.millrace.state.serde.KeyHasher;
import io.millrace.state.table.Cursor;
import io.millrace.state.table.ElementMap;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.BiConsumer;

/** The map of whatever key is current. A key whose map is empty has no entry. */
final class KeyedMap<K, UK, UV> implements MapState<UK, UV> {
    private final KeyedState<K> keyed;
    private final String description;
    private final Slice<K, ElementMap<UK, UV>> maps;
    private final boolean immutableValues;
    private final KeyHasher<UK> hasher;

    KeyedMap(
            KeyedState<K> keyed,
            String description,
            StateTable<K, ElementMap<UK, UV>> table,
            boolean immutableValues,
            KeyHasher<UK> hasher) {
        this.keyed = keyed;
        this.description = description;
        this.maps = table.slice(0);
        this.immutableValues = immutableValues;
        this.hasher = hasher;
    }

    @Override
    public UV get(UK key) {
        ElementMap<UK, UV> map = current();
        int hash = hash(key);
        return map == null ? null : map.get(key, hash);
    }

    @Override
    public void put(UK key, UV value) {
        K owner = keyed.currentKey();
        int hash = hash(key);
        if (value == null) {
            throw new IllegalArgumentException(
                    description + ": '" + key + "' is put with a null value: call remove instead");
        }
        ElementMap<UK, UV> map = maps.get(owner, keyed.currentHash());
        if (map == null) {
            map = ElementMap.in(maps, owner, immutableValues);
            maps.put(owner, keyed.currentHash(), map);
        }
        map.put(key, hash, value);
    }

    @Override
    public UV remove(UK key) {
        ElementMap<UK, UV> map = current();
        int hash = hash(key);
        if (map == null) {
            return null;
        }
        UV value = map.remove(key, hash);
        if (map.size() == 0) {
            clear();
        }
        return value;
    }

    @Override
    public boolean contains(UK key) {
        ElementMap<UK, UV> map = current();
        int hash = hash(key);
        return map != null && map.contains(key, hash);
    }

    @Override
    public void forEach(BiConsumer<? super UK, ? super UV> action) {
        ElementMap<UK, UV> map = current();
        if (map == null) {
            return;
        }
        for (Cursor<UK, UV> cursor = map.cursor(); cursor.next(); ) {
            action.accept(cursor.key(), cursor.value());
        }
    }

    @Override
    public Iterable<Map.Entry<UK, UV>> entries() {
        ElementMap<UK, UV> map = current();
        return map == null ? List.of() : () -> new EntryIterator<>(map.cursor());
    }

    @Override
    public int size() {
        ElementMap<UK, UV> map = current();
        return map == null ? 0 : map.size();
    }

    @Override
    public void clear() {
        ElementMap<UK, UV> map = maps.remove(keyed.currentKey(), keyed.currentHash());
        if (map != null) {
            map.clear(); // for walks that are under way
        }
    }

    @Override
    public String toString() {
        return description;
    }

    private ElementMap<UK, UV> current() {
        return maps.get(keyed.currentKey(), keyed.currentHash());
    }

    private int hash(UK key) {
        if (key == null) {
            throw new IllegalArgumentException(
                    description + ": the key of the map is null: leave it out, or use a key of its own");
        }
        return hasher.hash(key);
    }

    private static final class EntryIterator<UK, UV> implements Iterator<Map.Entry<UK, UV>> {
        private final Cursor<UK, UV> cursor;
        private Map.Entry<UK, UV> prepared;

        EntryIterator(Cursor<UK, UV> cursor) {
            this.cursor = cursor;
        }

        @Override
        public boolean hasNext() {
            if (prepared == null && cursor.next()) {
                prepared = Map.entry(cursor.key(), cursor.value());
            }
            return prepared != null;
        }

        @Override
        public Map.Entry<UK, UV> next() {
            if (!hasNext()) {
                throw new NoSuchElementException("The map has no more entries");
            }
            Map.Entry<UK, UV> entry = prepared;
            prepared = null;
            return entry;
        }
    }
}
