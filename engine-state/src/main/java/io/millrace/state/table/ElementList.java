package io.millrace.state.table;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;
import java.util.function.Predicate;

/**
 * A list as a value of a {@link StateTable}: every element carries a mark of its own, and the elements stand in chunks,
 * so that neither a change nor growth copies the whole list. Confined to the task's thread.
 *
 * <p>As a {@link java.util.List} it is read-only: it changes by the methods declared here. A table of such lists is
 * created with immutable values: reading the list itself is no touch.
 *
 * @param <E> elements, never null
 */
public final class ElementList<E> extends AbstractList<E> implements RandomAccess {
    private static final int FIRST_CHUNK = 4;
    private static final int CHUNK_BITS = 8;
    private static final int CHUNK = 1 << CHUNK_BITS;

    private final StateTable<?, ?> table;
    private final boolean readsTouch;
    private Object[][] elements = {new Object[FIRST_CHUNK]};
    private int[][] marks = {new int[FIRST_CHUNK]};
    private int size;

    private ElementList(StateTable<?, ?> table, boolean immutableElements) {
        this.table = table;
        this.readsTouch = !immutableElements;
    }

    /**
     * An empty list.
     *
     * @param table the table that the list is a value of: its epoch is the list's
     * @param immutableElements whether elements never change, so that reading one is not a touch
     */
    public static <E> ElementList<E> in(StateTable<?, ?> table, boolean immutableElements) {
        return new ElementList<>(table, immutableElements);
    }

    /** Adds an element at the end. */
    public void append(E element) {
        if (element == null) {
            throw new IllegalArgumentException("List in table '" + table.name() + "': null element: leave it out");
        }
        reserve();
        set(size, element, table.epochs().touched());
        size++;
        modCount++;
    }

    /**
     * Removes the elements that match and keeps the others in order. What the condition throws leaves the list whole.
     */
    public void discardIf(Predicate<? super E> condition) {
        int kept = 0;
        int tested = 0;
        try {
            for (; tested < size; tested++) {
                if (!condition.test(elementAt(tested))) {
                    moveDown(tested, kept++);
                }
            }
        } finally {
            for (; tested < size; tested++) {
                moveDown(tested, kept++);
            }
            truncate(kept);
        }
    }

    /** The element at an index. A touch when elements are mutable. */
    @Override
    public E get(int index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException(
                    "List in table '" + table.name() + "': no element " + index + ", its size is " + size);
        }
        if (readsTouch) {
            marks[index >> CHUNK_BITS][index & (CHUNK - 1)] = table.epochs().touched();
        }
        return elementAt(index);
    }

    @Override
    public int size() {
        return size;
    }

    /** The mark of the element at an index. */
    int markAt(int index) {
        return marks[index >> CHUNK_BITS][index & (CHUNK - 1)];
    }

    @SuppressWarnings("unchecked") // only elements are ever stored
    private E elementAt(int index) {
        return (E) elements[index >> CHUNK_BITS][index & (CHUNK - 1)];
    }

    private void set(int index, Object element, int mark) {
        elements[index >> CHUNK_BITS][index & (CHUNK - 1)] = element;
        marks[index >> CHUNK_BITS][index & (CHUNK - 1)] = mark;
    }

    private void moveDown(int from, int to) {
        if (from != to) {
            set(to, elementAt(from), markAt(from));
        }
    }

    private void truncate(int newSize) {
        if (newSize == size) {
            return;
        }
        for (int i = newSize; i < size; i++) {
            set(i, null, 0);
        }
        size = newSize;
        modCount++;
    }

    /** Makes room for one element: the first chunk grows, later ones are added whole. */
    private void reserve() {
        int chunk = size >> CHUNK_BITS;
        if (chunk == 0 && size == elements[0].length) {
            elements[0] = Arrays.copyOf(elements[0], size * 2);
            marks[0] = Arrays.copyOf(marks[0], size * 2);
        } else if (chunk > 0 && (chunk == elements.length || elements[chunk] == null)) {
            addChunk(chunk);
        }
    }

    private void addChunk(int chunk) {
        if (chunk == elements.length) {
            elements = Arrays.copyOf(elements, chunk * 2);
            marks = Arrays.copyOf(marks, chunk * 2);
        }
        elements[chunk] = new Object[CHUNK];
        marks[chunk] = new int[CHUNK];
    }
}
