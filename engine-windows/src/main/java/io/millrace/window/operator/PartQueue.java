package io.millrace.window.operator;

import java.util.Arrays;

/**
 * A queue whose elements have positions, which stay as they are when the first element goes. A straggler may be put in
 * anywhere.
 */
final class PartQueue<E> {

    private Object[] array = new Object[4];
    private int head;
    private int size;
    private long first;

    /** The position of the first element. */
    long first() {
        return first;
    }

    /** The position behind the last element. */
    long end() {
        return first + size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    @SuppressWarnings("unchecked") // only elements are put in
    E get(long position) {
        return (E) array[head + (int) (position - first)];
    }

    void add(E element) {
        insert(end(), element);
    }

    /** Puts an element in; those from there on move up by one. */
    void insert(long position, E element) {
        if (head + size == array.length) {
            makeRoom();
        }
        int index = head + (int) (position - first);
        System.arraycopy(array, index, array, index + 1, head + size - index);
        array[index] = element;
        size++;
    }

    private void makeRoom() {
        if (head < array.length / 2) {
            array = Arrays.copyOf(array, 2 * array.length);
            return;
        }
        System.arraycopy(array, head, array, 0, size);
        Arrays.fill(array, size, head + size, null);
        head = 0;
    }

    void removeFirst() {
        array[head++] = null;
        first++;
        size--;
    }
}
