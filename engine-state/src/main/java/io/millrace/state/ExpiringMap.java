package io.millrace.state;

import java.util.Map;
import java.util.function.BiConsumer;

/** A map per key with a {@link Ttl}. */
final class ExpiringMap<UK, UV> implements MapState<UK, UV> {
    private final MapState<UK, UV> state;
    private final Expiry<?> expiry;

    ExpiringMap(MapState<UK, UV> state, Expiry<?> expiry) {
        this.state = state;
        this.expiry = expiry;
    }

    @Override
    public UV get(UK key) {
        expiry.onRead();
        return state.get(key);
    }

    @Override
    public void put(UK key, UV value) {
        expiry.beforeWrite();
        state.put(key, value);
        expiry.onWritten();
    }

    @Override
    public UV remove(UK key) {
        expiry.beforeWrite();
        UV removed = state.remove(key);
        if (removed != null) {
            onRemoval();
        }
        return removed;
    }

    private void onRemoval() {
        if (state.isEmpty()) {
            expiry.onRemoved();
        } else {
            expiry.onWritten();
        }
    }

    @Override
    public boolean contains(UK key) {
        expiry.onRead();
        return state.contains(key);
    }

    @Override
    public void forEach(BiConsumer<? super UK, ? super UV> action) {
        expiry.onRead();
        state.forEach(action);
    }

    @Override
    public Iterable<Map.Entry<UK, UV>> entries() {
        expiry.onRead();
        return state.entries();
    }

    @Override
    public int size() {
        expiry.onRead();
        return state.size();
    }

    @Override
    public void clear() {
        state.clear();
        expiry.onRemoved();
    }

    @Override
    public String toString() {
        return state.toString();
    }
}
