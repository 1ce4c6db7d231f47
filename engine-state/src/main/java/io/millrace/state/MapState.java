package io.millrace.state;

import java.util.Map;
import java.util.function.BiConsumer;

/**
 * A map per key. The handle follows the current key of its {@link KeyedState}; it is confined to the task's thread. The
 * maps are part of snapshots, element by element.
 *
 * <p>Every method throws IllegalStateException while there is no current key, and IllegalArgumentException when it is
 * given null, or a key of the map without a stable hash.
 *
 * @param <UK> the map's own keys
 * @param <UV> the map's values
 */
public interface MapState<UK, UV> {
    /** What a key of the map is mapped to, or null. A mutable value may be changed until the event is processed. */
    UV get(UK key);

    /** Maps a key of the map to a value. */
    void put(UK key, UV value);

    /** Removes a key of the map; returns what it was mapped to, or null. */
    UV remove(UK key);

    /** Whether a key of the map is mapped to a value. */
    boolean contains(UK key);

    /**
     * Calls an action for each key of the map and its value, in an order that depends on the keys alone. The action may
     * change the map: what it adds may or may not be visited, what it removes is not.
     */
    void forEach(BiConsumer<? super UK, ? super UV> action);

    /**
     * The keys of the map and their values, in the order of {@link #forEach}. A read-only view: it is good until the
     * event is processed. The map may change during an iteration, which then sees new entries or does not.
     */
    Iterable<Map.Entry<UK, UV>> entries();

    /** How many keys the current key's map has; counted by a walk where the host keeps it. */
    int size();

    /** Whether the current key's map has no keys. */
    default boolean isEmpty() {
        return size() == 0;
    }

    /** Removes the current key's map; on the heap in a time that does not depend on its size. */
    void clear();
}
