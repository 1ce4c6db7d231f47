package io.millrace.table.state;

import io.millrace.operator.Aggregate;
import io.millrace.time.EventTime;
import java.lang.reflect.Array;
import java.util.Arrays;

/**
 * The rows of a group under a tree of accumulators, for aggregates that cannot take a row out again: when a row changes,
 * those on its way to the root are to be made anew, of four accumulators or eight rows of four leaves each, once for all
 * changes up to then. The tree is divided by the hashes of the rows' keys, and its shape and the order in it depend on the
 * rows alone, not on how they came: so the result is the same after a restore, to the last bit of a floating-point sum.
 *
 * <p>It is derived: the rows themselves are kept, and written, elsewhere.
 *
 * @param <K> the keys of the rows
 * @param <V> the rows
 * @param <A> the accumulators
 */
public final class RowTree<K, V, A> {

    private static final int ROWS = 8;
    private static final int BITS = 2;
    private static final int CHILDREN = 1 << BITS;

    private final Aggregate<V, A, ?> aggregate;
    private Node root = new Node(0);

    /** A tree without rows. */
    public RowTree(Aggregate<V, A, ?> aggregate) {
        this.aggregate = aggregate;
    }

    /** A part of the rows: a leaf has them in arrays, which another node has not. */
    private final class Node {

        private final int depth;
        private int rows;

        /** Of a node with children, and of the root; the rows of another leaf are added to that of its parent. */
        private A accumulator;

        /** Whether rows have changed that the accumulator does not have so. */
        private boolean stale;

        private Object[] keys = new Object[2];
        private Object[] values = new Object[2];
        private int[] hashes = new int[2];
        private Node[] children;

        Node(int depth) {
            this.depth = depth;
        }

        /** Sets the row of a key, or removes it where that is null, and aggregates nothing. */
        void set(K key, int hash, V row) {
            stale = true;
            if (children == null) {
                setHere(key, hash, row);
                divideIfFull();
                return;
            }
            Node child = child(hash);
            int before = child.rows;
            child.set(key, hash, row);
            rows += child.rows - before;
            if (rows <= ROWS) {
                gather();
            }
        }

        private Node child(int hash) {
            int index = (hash << (depth * BITS)) >>> (Integer.SIZE - BITS);
            if (children[index] == null) {
                children[index] = new Node(depth + 1);
            }
            return children[index];
        }

        private void setHere(K key, int hash, V row) {
            int at = 0;
            while (at < rows && (hashes[at] != hash || !keys[at].equals(key))) {
                at++;
            }
            if (at < rows && row != null) {
                values[at] = row;
            } else if (at < rows) {
                removeAt(at);
            } else if (row != null) {
                insert(key, hash, row);
            }
        }

        private void removeAt(int at) {
            rows--;
            System.arraycopy(keys, at + 1, keys, at, rows - at);
            System.arraycopy(values, at + 1, values, at, rows - at);
            System.arraycopy(hashes, at + 1, hashes, at, rows - at);
            keys[rows] = null;
            values[rows] = null;
        }

        /** In the order of hashes. */
        private void insert(Object key, int hash, Object row) {
            if (rows == keys.length) {
                keys = Arrays.copyOf(keys, rows * 2);
                values = Arrays.copyOf(values, rows * 2);
                hashes = Arrays.copyOf(hashes, rows * 2);
            }
            int at = rows;
            while (at > 0 && Integer.compareUnsigned(hashes[at - 1], hash) > 0) {
                at--;
            }
            System.arraycopy(keys, at, keys, at + 1, rows - at);
            System.arraycopy(values, at, values, at + 1, rows - at);
            System.arraycopy(hashes, at, hashes, at + 1, rows - at);
            keys[at] = key;
            values[at] = row;
            hashes[at] = hash;
            rows++;
        }

        private void divideIfFull() {
            if (rows > ROWS && depth * BITS < Integer.SIZE) {
                divide();
            }
        }

        @SuppressWarnings("unchecked") // an array of nodes of this tree
        private void divide() {
            children = (Node[]) Array.newInstance(Node.class, CHILDREN);
            for (int i = 0; i < rows; i++) {
                Node child = child(hashes[i]);
                child.insert(keys[i], hashes[i], values[i]);
                child.stale = true;
            }
            keys = null;
            values = null;
            hashes = null;
            for (Node child : children) {
                if (child != null) {
                    child.divideIfFull();
                }
            }
        }

        /** Becomes a leaf again. */
        private void gather() {
            Node[] all = children;
            children = null;
            accumulator = null;
            rows = 0;
            keys = new Object[ROWS];
            values = new Object[ROWS];
            hashes = new int[ROWS];
            for (Node child : all) {
                if (child != null) {
                    child.giveTo(this);
                }
            }
        }

        private void giveTo(Node other) {
            if (children != null) {
                for (Node child : children) {
                    if (child != null) {
                        child.giveTo(other);
                    }
                }
                return;
            }
            for (int i = 0; i < rows; i++) {
                other.insert(keys[i], hashes[i], values[i]);
            }
        }

        /** Aggregates what has changed, below first; returns how many nodes more may be aggregated. */
        int complete(int nodes) throws Exception {
            int left = nodes;
            for (int i = 0; children != null && left > 0 && i < CHILDREN; i++) {
                if (children[i] != null && children[i].stale && children[i].children != null) {
                    left = children[i].complete(left);
                }
            }
            if (left > 0) {
                accumulator = aggregated();
                stale = false;
                left--;
            }
            return left;
        }

        private A aggregated() throws Exception {
            A all = create();
            if (children == null) {
                addRows(all);
                return all;
            }
            for (Node child : children) {
                if (child != null && child.children == null) {
                    child.addRows(all);
                    child.stale = false;
                } else if (child != null) {
                    aggregate.merge(all, child.accumulator);
                }
            }
            return all;
        }

        @SuppressWarnings("unchecked") // insert takes nothing but rows
        private void addRows(A all) throws Exception {
            for (int i = 0; i < rows; i++) {
                aggregate.add(all, (V) values[i], EventTime.NONE);
            }
        }
    }

    private A create() throws Exception {
        A accumulator = aggregate.create();
        if (accumulator == null) {
            throw new NullPointerException("create of the aggregate returned null");
        }
        return accumulator;
    }

    /** Sets the row of a key, or removes it where the row is null, and aggregates nothing before the tree is {@linkplain #complete complete}. */
    public void set(K key, int hash, V row) {
        root.set(key, hash, row);
    }

    /**
     * Aggregates so many nodes on the ways to the rows that have changed, each of which is of a few rows or nodes.
     *
     * @return whether that was all
     */
    public boolean complete(int nodes) throws Exception {
        if (root.stale) {
            int unused = root.complete(nodes);
        }
        return !root.stale;
    }

    /** How many rows there are. */
    public int size() {
        return root.rows;
    }

    /** The accumulator of all rows, not to be changed; only where there are some, and the tree is complete. */
    public A accumulator() {
        return root.accumulator;
    }
}
