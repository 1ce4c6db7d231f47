package io.millrace.state;

import io.millrace.state.serde.Type;

/**
 * Declares a {@link ValueState}.
 *
 * @param name see {@link StateSpec#name}
 * @param type of the value, never null
 * @param ttl see {@link StateSpec#ttl}
 * @param <V> the value
 */
public record ValueSpec<V>(String name, Type<V> type, Ttl ttl) implements StateSpec<ValueState<V>> {
    public ValueSpec {
        KeyedEntry.check(name, ttl, type);
    }

    /** A value that lives until it is cleared. */
    public ValueSpec(String name, Type<V> type) {
        this(name, type, null);
    }

    /** A value that lives until it is cleared. */
    public static <V> ValueSpec<V> of(String name, Class<V> type) {
        return new ValueSpec<>(name, Type.of(type));
    }

    /** A value of a generic type that lives until it is cleared. */
    public static <V> ValueSpec<V> of(String name, Type<V> type) {
        return new ValueSpec<>(name, type);
    }

    /** The same, for a value that expires. */
    public ValueSpec<V> ttl(Ttl newTtl) {
        return new ValueSpec<>(name, type, newTtl);
    }

    @Override
    public StateHandle<ValueState<V>> handle() {
        return StateHandle.ofValue(name, ttl, backend -> backend.serde("the values of state '" + name + "'", type));
    }
}
