package io.millrace.state.table;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
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
public final class ElementList<E> extends AbstractList<E> implements KeyList<E>, RandomAccess {
    private static final int FIRST_CHUNK = 4;
    private static final int CHUNK_BITS = 8;
    private static final int CHUNK = 1 << CHUNK_BITS;

    private final Slice<Object, ?> slice;
    private final Object owner;
    private final boolean readsTouch;
    private Object[][] elements = {new Object[FIRST_CHUNK]};
    private int[][] marks = {new int[FIRST_CHUNK]};
    private int size;

    /** The mark of the size; at least as recent as the mark of any element. */
    private int mark;

    private ElementList(Slice<Object, ?> slice, Object owner, boolean immutableElements) {
        this.slice = slice;
        this.owner = owner;
        this.readsTouch = !immutableElements;
        this.mark = slice.epochs().touched();
    }

    /**
     * An empty list.
     *
     * @param slice where the list is to be the value of a key
     * @param owner the key
     * @param immutableElements whether elements never change, so that reading one is not a touch
     */
    @SuppressWarnings("unchecked") // the owner is a key of the slice, and the slice is only told of that key
    static <O, E> ElementList<E> in(Slice<O, ElementList<E>> slice, O owner, boolean immutableElements) {
        return new ElementList<>((Slice<Object, ?>) (Slice<?, ?>) slice, owner, immutableElements);
    }

    /** What tables of lists have to know. */
    static <E> Collected<ElementList<E>> lists() {
        return new Collected<>() {
            @Override
            SnapshotWalk walk(ElementList<E> list) {
                return list.new Walk();
            }

            @Override
            void show(ElementList<E> list, Shown out) {
                for (int i = 0; i < list.size && !out.hasMore(); i++) {
                    out.add(i, list.elementAt(i));
                }
            }

            @Override
            boolean discardOlder(ElementList<E> list) {
                return Epoch.epochOf(list.mark) < list.epochs().current();
            }
        };
    }

    @Override
    public void append(E element) {
        if (element == null) {
            throw new IllegalArgumentException(
                    "List in table '" + slice.table().name() + "': null element: leave it out");
        }
        touchSize();
        reserve();
        set(size, element, epochs().touched());
        size++;
        modCount++;
    }

    @Override
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

    @Override
    public List<E> elements() {
        return this;
    }

    /** The element at an index. A touch when elements are mutable. */
    @Override
    public E get(int index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException(
                    "List in table '" + slice.table().name() + "': no element " + index + ", its size is " + size);
        }
        if (readsTouch) {
            touch(index);
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

    private void set(int index, Object element, int elementMark) {
        setElement(index, element);
        marks[index >> CHUNK_BITS][index & (CHUNK - 1)] = elementMark;
    }

    private void setElement(int index, Object element) {
        elements[index >> CHUNK_BITS][index & (CHUNK - 1)] = element;
    }

    private void moveDown(int from, int to) {
        if (from != to) {
            touch(to);
            setElement(to, elementAt(from));
        }
    }

    private void truncate(int newSize) {
        if (newSize == size) {
            return;
        }
        for (int i = newSize; i < size; i++) {
            touch(i);
            set(i, null, 0);
        }
        size = newSize;
        modCount++;
        giveBack();
    }

    /** Lets go of the chunks that nothing is in, but for one, into which the list may grow again at once. */
    private void giveBack() {
        int used = ((size + CHUNK - 1) >> CHUNK_BITS) + 1;
        if (elements.length > 4 * used) {
            elements = Arrays.copyOf(elements, used);
            marks = Arrays.copyOf(marks, used);
        }
        for (int chunk = used; chunk < elements.length && elements[chunk] != null; chunk++) {
            elements[chunk] = null;
            marks[chunk] = null;
        }
    }

    /** How many elements there is room for. */
    int room() {
        int room = 0;
        for (Object[] chunk : elements) {
            room += chunk == null ? 0 : chunk.length;
        }
        return room;
    }

    private void touch(int index) {
        if (markAt(index) != epochs().touched()) {
            firstTouch(index);
        }
    }

    /** The last moment at which the element that a snapshot may need is there. */
    private void firstTouch(int index) {
        touchSize();
        writeElement(index);
        marks[index >> CHUNK_BITS][index & (CHUNK - 1)] = epochs().touched();
    }

    private void touchSize() {
        if (mark != epochs().touched()) {
            writeSize();
            mark = epochs().touched();
        }
    }

    /** Writes the size when the snapshot in flight needs it; returns whether it did. */
    private boolean writeSize() {
        Epoch epoch = epochs();
        boolean write = epoch.isUnwritten(mark) && epoch.isNeeded(mark);
        if (write) {
            slice.table().writer().resize(slice.namespace(), owner, size);
        }
        return write;
    }

    private boolean writeElement(int index) {
        Epoch epoch = epochs();
        int elementMark = markAt(index);
        boolean write = epoch.isUnwritten(elementMark) && epoch.isNeeded(elementMark);
        if (write) {
            slice.table().writer().putElementAt(slice.namespace(), owner, index, elementAt(index));
        }
        return write;
    }

    /** Sets the size, of which every element that is not there yet has to be {@linkplain #restore restored}. */
    void restoreSize(int newSize) {
        for (int i = newSize; i < size; i++) {
            if (hasRoom(i)) {
                set(i, null, 0);
            }
        }
        mark = epochs().touched();
        size = newSize;
        giveBack();
    }

    /** Sets an element. */
    void restore(int index, E element) {
        reserve(index);
        set(index, element, epochs().touched());
    }

    /** Whether every element has been restored. */
    boolean isFilled() {
        for (int i = 0; i < size; i++) {
            if (!hasRoom(i) || elementAt(i) == null) {
                return false;
            }
        }
        return true;
    }

    private boolean hasRoom(int index) {
        int chunk = index >> CHUNK_BITS;
        return chunk < elements.length && elements[chunk] != null && (index & (CHUNK - 1)) < elements[chunk].length;
    }

    /** Writes the size, and then one element after the other. */
    private final class Walk implements SnapshotWalk {
        private int next = -1;

        @Override
        public boolean next() {
            if (next < 0) {
                begin();
                return true;
            }
            if (next >= size) {
                return false;
            }
            if (writeElement(next)) {
                marks[next >> CHUNK_BITS][next & (CHUNK - 1)] = epochs().written();
            }
            next++;
            return true;
        }

        /** A list that was not touched since it was written has no element that was. */
        private void begin() {
            boolean unchanged = epochs().isUnwritten(mark) && !epochs().isNeeded(mark);
            next = unchanged ? Integer.MAX_VALUE : 0;
            if (writeSize()) {
                mark = epochs().written();
            }
        }
    }

    private Epoch epochs() {
        return slice.epochs();
    }

    /** Makes room for one more element. */
    private void reserve() {
        reserve(size);
    }

    /** Makes room for an element: the first chunk grows, later ones are added whole. */
    private void reserve(int index) {
        int chunk = index >> CHUNK_BITS;
        if (chunk == 0 && index >= elements[0].length) {
            int length = Math.max(elements[0].length * 2, Integer.highestOneBit(index) * 2);
            elements[0] = Arrays.copyOf(elements[0], length);
            marks[0] = Arrays.copyOf(marks[0], length);
        } else if (chunk > 0 && (chunk >= elements.length || elements[chunk] == null)) {
            addChunk(chunk);
        }
    }

    private void addChunk(int chunk) {
        if (chunk >= elements.length) {
            elements = Arrays.copyOf(elements, chunk * 2);
            marks = Arrays.copyOf(marks, chunk * 2);
        }
        elements[chunk] = new Object[CHUNK];
        marks[chunk] = new int[CHUNK];
    }
}
