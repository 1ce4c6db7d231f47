package io.millrace.operator;

import io.millrace.state.KeyedState;
import io.millrace.state.ValueSpec;
import io.millrace.state.ValueState;
import java.util.function.LongSupplier;

final class DeclaredValue<V> implements ValueState<V>, Declarations.Declared {

    private final ValueSpec<V> spec;
    private ValueState<V> state;

    DeclaredValue(ValueSpec<V> spec) {
        this.spec = spec;
    }

    @Override
    public void bind(KeyedState<?> keyedState, LongSupplier timestampAtHand) {
        state = keyedState.value(spec);
    }

    @Override
    public V get() {
        return state.get();
    }

    @Override
    public void set(V value) {
        state.set(value);
    }

    @Override
    public void clear() {
        state.clear();
    }
}
