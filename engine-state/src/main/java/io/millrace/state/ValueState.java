package io.millrace.state;

/**
 * A value per key. The handle follows the current key of its {@link KeyedState}; it is confined to the task's thread.
 * The values are part of snapshots.
 *
 * <p>Every method throws IllegalStateException while there is no current key.
 *
 * @param <V> the value
 */
public interface ValueState<V> {
    /**
     * The current key's value, or null when there is none. A mutable value may be changed until the event is processed.
     */
    V get();

    /** The current key's value, or the given one, which may be null, when there is none; nothing is stored. */
    default V getOr(V absent) {
        V value = get();
        return value == null ? absent : value;
    }

    /**
     * Sets the current key's value.
     *
     * @throws IllegalArgumentException when it is null: see {@link #clear}
     */
    void set(V value);

    /** Removes the current key's value. */
    void clear();
}
