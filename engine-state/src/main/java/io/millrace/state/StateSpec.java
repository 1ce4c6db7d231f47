package io.millrace.state;

/**
 * What a program declares of a keyed state: its types, and its name within the operator, which snapshots know it by.
 * Immutable.
 */
public sealed interface StateSpec permits ValueSpec, ListSpec, MapSpec {
    /** The name: 1 to 100 letters, digits, dots, underscores, hyphens and blanks. */
    String name();
}
