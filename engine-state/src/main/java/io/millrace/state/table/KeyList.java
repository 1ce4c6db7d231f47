package io.millrace.state.table;

import java.util.List;
import java.util.function.Predicate;

/**
 * The list that a key has. Confined to the task's thread.
 *
 * @param <E> elements, never null
 */
public interface KeyList<E> {
    /** Adds an element at the end. */
    void append(E element);

    /** Removes the elements that match and keeps the others in order. What the condition throws leaves the list whole. */
    void discardIf(Predicate<? super E> condition);

    /** The elements in their order: read-only, and good until the list changes. */
    List<E> elements();

    /** How many elements there are. */
    int size();

    /** Whether there are none. */
    boolean isEmpty();
}
