package io.millrace.state.table;

import java.util.Arrays;

/**
 * The slices of a table in the order of their namespaces. They stand in blocks, so that to put one in, or to take one
 * out, moves a few of its neighbors and not all that are behind it.
 */
final class Slices<K, V> {
    private static final int FIRST_CAPACITY = 4;

    /** A block comes or goes once in many slices. */
    private static final int BLOCK = 64;

    private static final class Block<K, V> {
        private long[] namespaces = new long[FIRST_CAPACITY];
        private Slice<K, V>[] slices = newSlices(FIRST_CAPACITY);
        private int size;

        /** How many slices there are of lesser namespaces. */
        int indexOf(long namespace) {
            int index = Arrays.binarySearch(namespaces, 0, size, namespace);
            return index >= 0 ? index : -index - 1;
        }

        boolean has(int index, long namespace) {
            return index < size && namespaces[index] == namespace;
        }

        void insert(int index, Slice<K, V> slice) {
            if (size == slices.length) {
                namespaces = Arrays.copyOf(namespaces, size * 2);
                slices = Arrays.copyOf(slices, size * 2);
            }
            move(index, index + 1);
            namespaces[index] = slice.namespace();
            slices[index] = slice;
            size++;
        }

        void remove(int index) {
            move(index + 1, index);
            slices[--size] = null;
        }

        private void move(int from, int to) {
            System.arraycopy(namespaces, from, namespaces, to, size - from);
            System.arraycopy(slices, from, slices, to, size - from);
        }

        /** Moves the slices from an index on to a new block. */
        Block<K, V> divide(int index) {
            Block<K, V> behind = new Block<>();
            behind.namespaces = Arrays.copyOf(Arrays.copyOfRange(namespaces, index, size), BLOCK);
            behind.slices = Arrays.copyOf(Arrays.copyOfRange(slices, index, size), BLOCK);
            behind.size = size - index;
            Arrays.fill(slices, index, size, null);
            size = index;
            return behind;
        }
    }

    /** None of them empty, but for a first one that is alone. */
    private Block<K, V>[] blocks = newBlocks(1);

    private int blockCount = 1;
    private int count;

    Slices() {
        blocks[0] = new Block<>();
    }

    int count() {
        return count;
    }

    /** The slice of a namespace, or null. */
    Slice<K, V> get(long namespace) {
        Block<K, V> last = blocks[blockCount - 1];
        // most look-ups are for the latest namespace
        if (last.size > 0 && last.namespaces[last.size - 1] == namespace) {
            return last.slices[last.size - 1];
        }
        Block<K, V> block = blocks[blockOf(namespace)];
        int index = block.indexOf(namespace);
        return block.has(index, namespace) ? block.slices[index] : null;
    }

    /** The slice of the least namespace that is not less, or null. */
    Slice<K, V> from(long namespace) {
        int at = blockOf(namespace);
        int index = blocks[at].indexOf(namespace);
        if (index < blocks[at].size) {
            return blocks[at].slices[index];
        }
        return at + 1 < blockCount ? blocks[at + 1].slices[0] : null;
    }

    /** The slice of the greatest namespace that is less, or null. */
    Slice<K, V> before(long namespace) {
        int at = blockOf(namespace);
        int index = blocks[at].indexOf(namespace);
        if (index > 0) {
            return blocks[at].slices[index - 1];
        }
        return at > 0 ? blocks[at - 1].slices[blocks[at - 1].size - 1] : null;
    }

    /** Puts a slice in, whose namespace has none. */
    void add(Slice<K, V> slice) {
        int at = blockOf(slice.namespace());
        int index = blocks[at].indexOf(slice.namespace());
        if (blocks[at].size == BLOCK) {
            // namespaces that come in order, either way, fill one block after the other
            int boundary = index == 0 || index == BLOCK ? index : BLOCK / 2;
            insert(at + 1, blocks[at].divide(boundary));
            if (index > boundary || boundary == BLOCK) {
                at++;
                index -= boundary;
            }
        }
        blocks[at].insert(index, slice);
        count++;
    }

    /** Takes the slice of a namespace out; returns it, or null. */
    Slice<K, V> remove(long namespace) {
        int at = blockOf(namespace);
        int index = blocks[at].indexOf(namespace);
        if (!blocks[at].has(index, namespace)) {
            return null;
        }
        Slice<K, V> slice = blocks[at].slices[index];
        blocks[at].remove(index);
        count--;
        if (blocks[at].size == 0 && blockCount > 1) {
            blockCount--;
            System.arraycopy(blocks, at + 1, blocks, at, blockCount - at);
            blocks[blockCount] = null;
        }
        return slice;
    }

    private void insert(int at, Block<K, V> block) {
        if (blockCount == blocks.length) {
            blocks = Arrays.copyOf(blocks, blockCount * 2);
        }
        System.arraycopy(blocks, at, blocks, at + 1, blockCount - at);
        blocks[at] = block;
        blockCount++;
    }

    /** The last block that begins at a namespace or before it, or else the first one. */
    private int blockOf(long namespace) {
        int low = 0;
        int high = blockCount - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (blocks[middle].namespaces[0] <= namespace) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of a generic type cannot be created otherwise
    private static <K, V> Slice<K, V>[] newSlices(int length) {
        return new Slice[length];
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of a generic type cannot be created otherwise
    private static <K, V> Block<K, V>[] newBlocks(int length) {
        return new Block[length];
    }
}
