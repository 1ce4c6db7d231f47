package io.millrace.state;

import io.millrace.state.serde.Serde;
import io.millrace.state.table.StateBackend;
import io.millrace.state.table.StateTable;
import java.util.function.Function;

/** The value of whatever key is current. */
final class KeyedValue<V> extends KeyedEntry<ValueState<V>, V> implements ValueState<V> {
    private final Function<StateBackend<?>, Serde<V>> serde;

    KeyedValue(String name, Ttl ttl, Function<StateBackend<?>, Serde<V>> serde) {
        super(name, ttl);
        this.serde = serde;
    }

    @Override
    StateTable<Object, V> table(StateBackend<Object> backend) {
        return backend.values(name(), serde.apply(backend));
    }

    @Override
    public V get() {
        return read();
    }

    @Override
    public void set(V value) {
        if (value == null) {
            throw refusal(" is set to null: call clear() instead");
        }
        put(value);
    }
}
