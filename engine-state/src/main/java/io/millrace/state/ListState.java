package io.millrace.state;

import java.util.List;
import java.util.function.Predicate;

/**
 * A list per key. The handle follows the current key of its {@link KeyedState}; it is confined to the task's thread.
 * The lists are part of snapshots, element by element.
 *
 * <p>Every method throws IllegalStateException while there is no current key.
 *
 * @param <E> the elements
 */
public interface ListState<E> {
    /**
     * Adds an element at the end of the current key's list.
     *
     * @throws IllegalArgumentException when it is null
     */
    void add(E element);

    /**
     * Adds elements at the end of the current key's list.
     *
     * @throws IllegalArgumentException when one of them is null; those before it have been added
     */
    default void addAll(Iterable<? extends E> elements) {
        elements.forEach(this::add);
    }

    /**
     * The current key's list in the order of addition, empty when there is none. A read-only view: it is good until the
     * list changes or the event is processed. A mutable element may be changed for as long.
     */
    List<E> elements();

    /** Removes the elements that match from the current key's list. What the condition throws leaves the list whole. */
    void removeIf(Predicate<? super E> condition);

    /** How many elements the current key's list has. */
    int size();

    /** Whether the current key's list has no elements. */
    default boolean isEmpty() {
        return size() == 0;
    }

    /** Removes the current key's list; on the heap in a time that does not depend on its size. */
    void clear();
}
