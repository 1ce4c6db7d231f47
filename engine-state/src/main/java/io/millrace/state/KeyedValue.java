package io.millrace.state;

import io.millrace.state.serde.Serde;
import io.millrace.state.table.ByKey;
import io.millrace.state.table.PerKey;
import io.millrace.state.table.StateBackend;
import java.util.function.Function;

/** The value of whatever key is current. */
final class KeyedValue<V> extends KeyedEntry<ValueState<V>, V> implements ValueState<V> {
    private final Function<StateBackend<?>, Serde<V>> serde;
    private ByKey<Object, V> values;

    KeyedValue(String name, Ttl ttl, Function<StateBackend<?>, Serde<V>> serde) {
        super(name, ttl);
        this.serde = serde;
    }

    @Override
    ByKey<Object, V> entries(StateBackend<Object> backend, PerKey<Object> states) {
        values = states.values(name(), serde.apply(backend));
        return values;
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
        beforeWrite();
        values.put(current().key(), current().hash(), value);
        written();
    }
}
