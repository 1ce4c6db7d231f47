package io.millrace.state;

import io.millrace.state.serde.Type;

/**
 * Declares a {@link ListState}.
 *
 * @param name see {@link StateSpec#name}
 * @param elementType of the elements, never null
 * @param <E> the elements
 */
public record ListSpec<E>(String name, Type<E> elementType) implements StateSpec {
    public ListSpec {
        StateNames.check(name, elementType);
    }
}
