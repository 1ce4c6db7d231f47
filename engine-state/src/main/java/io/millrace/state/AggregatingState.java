package io.millrace.state;

/**
 * An aggregate per key, of which only the accumulator is stored. The handle follows the current key; it is confined to
 * the task's thread. The accumulators are part of snapshots.
 *
 * <p>Every method throws IllegalStateException while there is no current key.
 *
 * @param <T> what is taken in
 * @param <R> the result
 */
public interface AggregatingState<T, R> {
    /**
     * Takes an event into the current key's aggregate.
     *
     * @throws IllegalArgumentException when it is null
     */
    void add(T event);

    /** The current key's result so far, or null when nothing has been taken in. */
    R get();

    /** Removes the current key's aggregate. */
    void clear();
}
