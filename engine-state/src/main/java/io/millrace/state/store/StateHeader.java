package io.millrace.state.store;

/**
 * What a file says once of each state in it. Immutable.
 *
 * @param operator the operator whose state it is
 * @param state its name within the operator
 * @param kind what it is
 * @param keyForm the form of its keys, see {@link io.millrace.state.serde.Serde#form}
 * @param elementForm the form of the keys of a map, of the indices of a list, or empty
 * @param valueForm the form of its values
 */
public record StateHeader(
        String operator, String state, StateKind kind, String keyForm, String elementForm, String valueForm) {}
