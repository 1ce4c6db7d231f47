package io.millrace.state;

import java.io.Serializable;

/**
 * What a program declares of a keyed state: its types, how long it lives, and its name within the operator, which
 * snapshots know it by. Immutable.
 *
 * @param <S> what the program uses: a {@link ValueState}, say
 */
public interface StateSpec<S> extends Serializable {
    /**
     * The name: 1 to 100 letters, digits, dots, underscores, hyphens and blanks. With a {@link #ttl}, at most 80: the
     * times of use are kept under the name with a suffix.
     */
    String name();

    /** How long the state of a key lives, or null for until it is cleared. */
    Ttl ttl();

    /** A state of this declaration, to be bound when its operator opens. */
    StateHandle<S> handle();
}
