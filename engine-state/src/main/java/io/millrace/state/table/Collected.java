package io.millrace.state.table;

import java.util.List;

/**
 * What a table has to know of values that are written element by element.
 *
 * @param <V> the lists or maps
 */
abstract class Collected<V> {
    /** The walk over the elements of one. */
    abstract SnapshotWalk walk(V value);

    /** As {@link #walk}, over what the elements are now: the table is about to forget the value. */
    SnapshotWalk frozenWalk(V value) {
        return walk(value);
    }

    /**
     * Learns how many elements there usually are, when a namespace begins.
     *
     * @param some of the values in the namespace before
     */
    void learn(List<V> some) {}

    /** Shows what is in one, element by element: no touch. */
    void show(V value, Shown out) {
        out.add("", value);
    }

    /** Removes what was put before the current epoch, without a trace; returns whether nothing is left. */
    abstract boolean discardOlder(V value);
}
