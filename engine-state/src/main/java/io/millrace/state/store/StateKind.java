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
    PROGRESS,
    /** What keys have in a store of the host's, and not in the file: how many elements have been added, by key group. */
    STORED;

    /** Whether records tell of key groups, and not of keys. */
    public boolean isByGroup() {
        return this == PROGRESS || this == STORED;
    }
}
