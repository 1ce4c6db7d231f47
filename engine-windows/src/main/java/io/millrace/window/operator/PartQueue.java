package io.millrace.window.operator;

import java.util.Arrays;

/**
 * A queue whose elements have positions, which stay as they are when the first element goes. A straggler may be put in
 * anywhere: elements are in blocks, so that this moves a bounded number of them, and adds one to where the blocks behind
 * begin.
 */
final class PartQueue<E> {

    private static final int FIRST_CAPACITY = 4;
    private static final int CAPACITY = 512;

    private static final class Block {
        private Object[] array;
        private int head;
        private int size;

        /** The position of the first element. */
        private long first;

        Block(long first, int capacity) {
            this.first = first;
            array = new Object[capacity];
        }

        long end() {
            return first + size;
        }

        void insert(int index, Object element) {
            if (head + size == array.length) {
                makeRoom();
            }
            int at = head + index;
            System.arraycopy(array, at, array, at + 1, size - index);
            array[at] = element;
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

        void remove(int index) {
            int at = head + index;
            size--;
            System.arraycopy(array, at + 1, array, at, size - index);
            array[head + size] = null;
        }

        /** Moves the elements from an index on to a new block. */
        Block divide(int index) {
            Block behind = new Block(first + index, CAPACITY);
            behind.size = size - index;
            System.arraycopy(array, head + index, behind.array, 0, behind.size);
            Arrays.fill(array, head + index, head + size, null);
            size = index;
            return behind;
        }
    }

    /** None of them empty, but for one that is alone. */
    private Block[] blocks = {new Block(0, FIRST_CAPACITY)};

    private int count = 1;

    /** The position of the first element. */
    long first() {
        return blocks[0].first;
    }

    /** The position behind the last element. */
    long end() {
        return blocks[count - 1].end();
    }

    boolean isEmpty() {
        return blocks[0].size == 0;
    }

    @SuppressWarnings("unchecked") // only elements are put in
    E get(long position) {
        Block block = blocks[blockOf(position)];
        return (E) block.array[block.head + (int) (position - block.first)];
    }

    private int blockOf(long position) {
        int low = 0;
        int high = count - 1;
        if (position >= blocks[high].first) {
            return high;
        }
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (blocks[middle].first <= position) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    void add(E element) {
        insert(end(), element);
    }

    /** Puts an element in; those from there on move up by one. */
    void insert(long position, E element) {
        int at = blockOf(position);
        if (blocks[at].size == CAPACITY) {
            at = divide(at, (int) (position - blocks[at].first));
        }
        blocks[at].insert((int) (position - blocks[at].first), element);
        for (int behind = at + 1; behind < count; behind++) {
            blocks[behind].first++;
        }
    }

    /** Elements that come in order, either way, fill one block after the other; returns the block for the next one. */
    private int divide(int at, int index) {
        int boundary = index == 0 || index == CAPACITY ? index : CAPACITY / 2;
        if (count == blocks.length) {
            blocks = Arrays.copyOf(blocks, 2 * count);
        }
        System.arraycopy(blocks, at + 1, blocks, at + 2, count - at - 1);
        blocks[at + 1] = blocks[at].divide(boundary);
        count++;
        return index > boundary || boundary == CAPACITY ? at + 1 : at;
    }

    void removeFirst() {
        Block block = blocks[0];
        block.array[block.head++] = null;
        block.first++;
        block.size--;
        dropIfEmpty(0);
    }

    /** Takes an element out; those behind move down by one. */
    void remove(long position) {
        int at = blockOf(position);
        blocks[at].remove((int) (position - blocks[at].first));
        for (int behind = at + 1; behind < count; behind++) {
            blocks[behind].first--;
        }
        dropIfEmpty(at);
    }

    private void dropIfEmpty(int at) {
        if (blocks[at].size == 0 && count > 1) {
            count--;
            System.arraycopy(blocks, at + 1, blocks, at, count - at);
            blocks[count] = null;
        }
    }
}
