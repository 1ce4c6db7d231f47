package io.millrace.state;

import io.millrace.state.serde.Type;

/**
 * Declares a {@link ValueState}.
 *
 * @param name see {@link StateSpec#name}
 * @param type of the value, never null
 * @param <V> the value
 */
public record ValueSpec<V>(String name, Type<V> type) implements StateSpec {
    public ValueSpec {
        StateNames.check(name, type);
    }
}
