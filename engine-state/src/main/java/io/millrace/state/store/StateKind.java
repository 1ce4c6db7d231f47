package io.millrace.state.store;

/** The kinds of keyed state that a file knows. The names are part of the format. */
public enum StateKind {
    /** A value per key. */
    VALUE,
    /** A list per key. */
    LIST,
    /** A map per key. */
    MAP,
    /** A timer per key. */
    TIMER,
    /** How far each key group has come. */
    PROGRESS
}
