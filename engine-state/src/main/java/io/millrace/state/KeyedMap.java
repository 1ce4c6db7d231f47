package io.millrace.state;

import io.millrace.state.serde.KeyHasher;
import io.millrace.state.table.ByKey;
import io.millrace.state.table.EntryWalk;
import io.millrace.state.table.KeyMap;
import io.millrace.state.table.PerKey;
import io.millrace.state.table.StateBackend;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.BiConsumer;

/** The map of whatever key is current. A key whose map is empty has no entry. */
final class KeyedMap<UK, UV> extends KeyedEntry<MapState<UK, UV>, KeyMap<UK, UV>> implements MapState<UK, UV> {
    private final MapSpec<UK, UV> spec;
    private KeyHasher<UK> hasher;

    KeyedMap(MapSpec<UK, UV> spec) {
        super(spec.name(), spec.ttl());
        this.spec = spec;
    }

    @Override
    ByKey<Object, ? extends KeyMap<UK, UV>> entries(StateBackend<Object> backend, PerKey<Object> states) {
        hasher = backend.hasher(spec.keyType());
        return states.maps(spec.name(), spec.keyType(), spec.valueType());
    }

    @Override
    public UV get(UK key) {
        KeyMap<UK, UV> map = read();
        int hash = hash(key);
        return map == null ? null : map.get(key, hash);
    }

    @Override
    public void put(UK key, UV value) {
        KeyMap<UK, UV> map = change();
        int hash = hash(key);
        if (value == null) {
            throw refusal(": '" + key + "' is put with a null value: call remove instead");
        }
        (map != null ? map : getOrAdd()).put(key, hash, value);
        written();
    }

    @Override
    public UV remove(UK key) {
        KeyMap<UK, UV> map = change();
        int hash = hash(key);
        UV value = map == null ? null : map.remove(key, hash);
        if (value != null && removesEmpty() && map.isEmpty()) {
            clear();
        } else if (value != null) {
            written();
        }
        return value;
    }

    @Override
    public boolean contains(UK key) {
        KeyMap<UK, UV> map = read();
        int hash = hash(key);
        return map != null && map.contains(key, hash);
    }

    @Override
    public void forEach(BiConsumer<? super UK, ? super UV> action) {
        KeyMap<UK, UV> map = read();
        if (map == null) {
            return;
        }
        for (EntryWalk<UK, UV> walk = map.walk(); walk.next(); ) {
            action.accept(walk.key(), walk.value());
        }
    }

    @Override
    public Iterable<Map.Entry<UK, UV>> entries() {
        KeyMap<UK, UV> map = read();
        return map == null ? List.of() : () -> new EntryIterator<>(map.walk());
    }

    @Override
    public int size() {
        KeyMap<UK, UV> map = read();
        return map == null ? 0 : map.size();
    }

    /** For walks that are under way. */
    @Override
    void onForgotten(KeyMap<UK, UV> map) {
        map.clear();
    }

    private int hash(UK key) {
        if (key == null) {
            throw refusal(": the key of the map is null: leave it out, or use a key of its own");
        }
        return hasher.hash(key);
    }

    private static final class EntryIterator<UK, UV> implements Iterator<Map.Entry<UK, UV>> {
        private final EntryWalk<UK, UV> walk;
        private Map.Entry<UK, UV> prepared;

        EntryIterator(EntryWalk<UK, UV> walk) {
            this.walk = walk;
        }

        @Override
        public boolean hasNext() {
            if (prepared == null && walk.next()) {
                prepared = Map.entry(walk.key(), walk.value());
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
