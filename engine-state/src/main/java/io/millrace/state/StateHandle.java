package io.millrace.state;

import io.millrace.state.serde.Serde;
import io.millrace.state.table.StateBackend;
import java.util.function.Function;

/**
 * A state that has been declared: there at once, and good for use when it is bound. For those who write operators and
 * kinds of state.
 *
 * @param <S> what the program uses
 */
public interface StateHandle<S> {
    /** What the program uses: always the same object. */
    S state();

    /**
     * Declares its tables. Called once, when the operator opens.
     *
     * @throws IllegalArgumentException when there may be snapshots, and it cannot be written
     */
    void bind(StateBackend<?> backend);

    /**
     * A value whose serde is not told by a type alone.
     *
     * @param name see {@link StateSpec#name}
     * @param ttl see {@link StateSpec#ttl}
     * @param serde makes the serde when the state is bound
     * @param <V> the value
     */
    static <V> StateHandle<ValueState<V>> ofValue(String name, Ttl ttl, Function<StateBackend<?>, Serde<V>> serde) {
        return new KeyedValue<>(name, ttl, serde);
    }
}
