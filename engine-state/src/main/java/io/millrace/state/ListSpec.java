package io.millrace.state;

import io.millrace.state.serde.Type;

/**
 * Declares a {@link ListState}.
 *
 * @param name see {@link StateSpec#name}
 * @param elementType of the elements, never null
 * @param ttl see {@link StateSpec#ttl}
 * @param <E> the elements
 */
public record ListSpec<E>(String name, Type<E> elementType, Ttl ttl) implements StateSpec<ListState<E>> {
    public ListSpec {
        KeyedEntry.check(name, ttl, elementType);
    }

    /** A list that lives until it is cleared. */
    public ListSpec(String name, Type<E> elementType) {
        this(name, elementType, null);
    }

    /** A list that lives until it is cleared. */
    public static <E> ListSpec<E> of(String name, Class<E> elementType) {
        return new ListSpec<>(name, Type.of(elementType));
    }

    /** A list of elements of a generic type that lives until it is cleared. */
    public static <E> ListSpec<E> of(String name, Type<E> elementType) {
        return new ListSpec<>(name, elementType);
    }

    /** The same, for a list that expires as a whole. */
    public ListSpec<E> ttl(Ttl newTtl) {
        return new ListSpec<>(name, elementType, newTtl);
    }

    @Override
    public StateHandle<ListState<E>> handle() {
        return new KeyedList<>(this);
    }
}
