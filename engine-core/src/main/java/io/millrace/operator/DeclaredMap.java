package io.millrace.operator;

import io.millrace.state.KeyedState;
import io.millrace.state.MapSpec;
import io.millrace.state.MapState;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

final class DeclaredMap<UK, UV> implements MapState<UK, UV>, Declarations.Declared {

    private final MapSpec<UK, UV> spec;
    private MapState<UK, UV> state;

    DeclaredMap(MapSpec<UK, UV> spec) {
        this.spec = spec;
    }

    @Override
    public void bind(KeyedState<?> keyedState, LongSupplier timestampAtHand) {
        state = keyedState.map(spec);
    }

    @Override
    public UV get(UK key) {
        return state.get(key);
    }

    @Override
    public void put(UK key, UV value) {
        state.put(key, value);
    }

    @Override
    public UV remove(UK key) {
        return state.remove(key);
    }

    @Override
    public boolean contains(UK key) {
        return state.contains(key);
    }

    @Override
    public void forEach(BiConsumer<? super UK, ? super UV> action) {
        state.forEach(action);
    }

    @Override
    public Iterable<Map.Entry<UK, UV>> entries() {
        return state.entries();
    }

    @Override
    public int size() {
        return state.size();
    }

    @Override
    public void clear() {
        state.clear();
    }
}
