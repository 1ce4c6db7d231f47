package io.millrace.state.table;

import io.millrace.state.serde.Serde;
import java.util.Iterator;
import java.util.Map;

/**
 * Keeps elsewhere than on the heap what the keys of an operator have, so that it may be larger than memory. A host of tasks
 * offers one for an operator; then what that declares by {@link io.millrace.state.KeyedState#state} is there, and what it
 * declares as tables, timers and progress stays on the heap. Called on the thread of the task. What a method throws fails the
 * task.
 *
 * <p>It takes no part in the snapshots of the engine. What it holds when the barrier of a snapshot has passed belongs to that:
 * whoever offers it keeps that with the snapshot, has it there again before the operator opens that goes on from there, and
 * divides it by the {@linkplain KeyGroups#groupOf key groups} of the hashes, as the tasks are.
 */
public interface KeyedStore {
    /**
     * Opens what is kept under a name, before any event.
     *
     * @param name the name of the state, which the operator has once
     * @param keys writes keys, equal ones alike: a key is known by its bytes
     * @param elements writes what the entries of a key are told apart by, equal ones alike
     * @param values writes the values, and reads those that an earlier version of the program has written
     * @param <K> keys
     * @param <E> what the entries of a key are told apart by
     * @param <V> values
     * @return what is kept, never null
     * @throws IllegalArgumentException when what is there cannot be read as this; the message names the state
     */
    <K, E, V> Entries<K, E, V> open(String name, Serde<K> keys, Serde<E> elements, Serde<V> values);

    /**
     * What keys have of one state: entries, each with an element that it is known by. Neither keys, elements nor values are
     * null, but where it is said. Nothing is changed after it has been given, before it has been written.
     *
     * @param <K> keys
     * @param <E> what the entries of a key are told apart by
     * @param <V> values
     */
    interface Entries<K, E, V> {
        /**
         * The value of an entry.
         *
         * @param hash the mixed hash of the key, which names its key group
         * @return an object that is nobody else's, or null when there is no such entry
         */
        V get(K key, int hash, E element);

        /**
         * Sets the value of an entry.
         *
         * @param hash the mixed hash of the key
         */
        void put(K key, int hash, E element, V value);

        /**
         * Removes an entry, if it is there.
         *
         * @param hash the mixed hash of the key
         */
        void remove(K key, int hash, E element);

        /**
         * The entries of a key in the order of the bytes that their elements are written as, compared as unsigned ones. Entries
         * may be put and removed during the walk, which then sees that or does not.
         *
         * @param hash the mixed hash of the key
         * @return the entries, each once, with values that are nobody else's
         */
        Iterator<Map.Entry<E, V>> entries(K key, int hash);

        /**
         * The keys that have entries, in any order. Always walked through to the end, with no changes meanwhile.
         *
         * @return the keys, maybe some of them more than once
         */
        Iterator<K> keys();
    }
}
