package io.millrace.window.aggregate;

import io.millrace.state.serde.StableHash;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Leaves by their keys, in a trie over the bits of their hashes. Two tries may have parts in common, which neither then
 * changes but copies, a path at a time: so a copy of a trie costs nothing, and a change of it the logarithm of its size.
 * Keys of one hash are in a {@link KeyTree}.
 *
 * <p>A leaf is an {@link OrderedKeys.Entry}, or the key itself.
 */
class KeyTrie {
    private static final int BITS = 5;
    private static final int FIRST_CAPACITY = 4;

    /** What only this trie refers to, and so may change, bears this mark. */
    private Object owner = this;

    /** A leaf, a bucket, a node or nothing. */
    private Object root;

    private int size;

    final int size() {
        return size;
    }

    final Object owner() {
        return owner;
    }

    /** Takes over the content of another, in place of its own. */
    final void takeFrom(KeyTrie other) {
        root = other.root;
        size = other.size;
        other.owner = new Object();
    }

    /** Refuses what can be no key. */
    static <K> K checked(String what, K key) {
        if (key == null) {
            throw new NullPointerException(what + " is null");
        }
        if (key.getClass().isArray()) {
            throw new IllegalArgumentException(what + " is an array ("
                    + key.getClass().getSimpleName() + "), which equals nothing but itself: use a List, or a record");
        }
        return key;
    }

    static int hash(Object key) {
        return StableHash.mix(key.hashCode());
    }

    static Object keyOf(Object leaf) {
        return leaf instanceof OrderedKeys.Entry<?> entry ? entry.key : leaf;
    }

    private static int hashOf(Object leaf) {
        return leaf instanceof OrderedKeys.Entry<?> entry ? entry.hash : hash(leaf);
    }

    private static boolean isOf(Object leaf, Object key, int hash) {
        if (leaf instanceof OrderedKeys.Entry<?> entry) {
            return entry.hash == hash && (entry.key == key || key.equals(entry.key));
        }
        return leaf == key || key.equals(leaf);
    }

    /** The leaf of a key, or null. */
    final Object leaf(Object key, int hash) {
        Object item = root;
        for (int shift = 0; item instanceof Node node; shift += BITS) {
            item = node.at(hash >>> shift);
        }
        if (item instanceof Bucket bucket) {
            return bucket.hash == hash ? KeyTree.find(bucket.tree, key) : null;
        }
        return item != null && isOf(item, key, hash) ? item : null;
    }

    /** Puts a leaf in the place of the one with the same key, if there is one. */
    final void put(Object leaf, int hash) {
        root = with(root, leaf, hash, 0, false);
    }

    /** Puts a leaf whose key is known not to be there. */
    final void add(Object leaf, int hash) {
        root = with(root, leaf, hash, 0, true);
    }

    /** Removes a key. */
    final void remove(Object key, int hash) {
        root = without(root, key, hash, 0);
    }

    /** Calls for each leaf, in no order. */
    final void forEachLeaf(Consumer<Object> action) {
        forEachLeaf(root, action);
    }

    private static void forEachLeaf(Object item, Consumer<Object> action) {
        if (item instanceof Node node) {
            for (int i = 0; i < node.count(); i++) {
                forEachLeaf(node.items[i], action);
            }
        } else if (item instanceof Bucket bucket) {
            KeyTree.forEach(bucket.tree, action);
        } else if (item != null) {
            action.accept(item);
        }
    }

    private Object with(Object item, Object leaf, int hash, int shift, boolean isNew) {
        if (item instanceof Node node) {
            Object child = node.at(hash >>> shift);
            Object changed = with(child, leaf, hash, shift + BITS, isNew);
            return changed == child ? node : node.ownedBy(owner).set(hash >>> shift, changed);
        }
        if (item instanceof Bucket bucket && bucket.hash == hash) {
            KeyTree others = isNew ? bucket.tree : KeyTree.without(bucket.tree, keyOf(leaf));
            size += others == bucket.tree ? 1 : 0;
            return new Bucket(hash, KeyTree.with(others, leaf));
        }
        if (item != null && !isNew && !(item instanceof Bucket) && isOf(item, keyOf(leaf), hash)) {
            return leaf;
        }
        size++;
        return item == null ? leaf : beside(item, leaf, hash, shift);
    }

    /** Two items in place of one. */
    private Object beside(Object item, Object leaf, int hash, int shift) {
        int other = item instanceof Bucket bucket ? bucket.hash : hashOf(item);
        if (other == hash) {
            return new Bucket(hash, KeyTree.with(KeyTree.with(null, item), leaf));
        }
        Node node = new Node(owner, 0, new Object[FIRST_CAPACITY]);
        if ((other >>> shift & Node.MASK) == (hash >>> shift & Node.MASK)) {
            return node.set(hash >>> shift, beside(item, leaf, hash, shift + BITS));
        }
        return node.set(other >>> shift, item).set(hash >>> shift, leaf);
    }

    private Object without(Object item, Object key, int hash, int shift) {
        if (item instanceof Node node) {
            Object child = node.at(hash >>> shift);
            Object changed = child == null ? null : without(child, key, hash, shift + BITS);
            if (changed == child) {
                return node;
            }
            Node owned = node.ownedBy(owner).set(hash >>> shift, changed);
            return owned.bitmap == 0 ? null : owned;
        }
        if (item instanceof Bucket bucket) {
            KeyTree others = bucket.hash == hash ? KeyTree.without(bucket.tree, key) : bucket.tree;
            if (others == bucket.tree) {
                return bucket;
            }
            size--;
            return others == null ? null : new Bucket(hash, others);
        }
        if (!isOf(item, key, hash)) {
            return item;
        }
        size--;
        return null;
    }

    /** Several leaves of one hash. */
    private record Bucket(int hash, KeyTree tree) {}

    private static final class Node {
        static final int MASK = (1 << BITS) - 1;

        private final Object owner;
        private int bitmap;
        private Object[] items;

        Node(Object owner, int bitmap, Object[] items) {
            this.owner = owner;
            this.bitmap = bitmap;
            this.items = items;
        }

        Node ownedBy(Object wanted) {
            return owner == wanted ? this : new Node(wanted, bitmap, items.clone());
        }

        int count() {
            return Integer.bitCount(bitmap);
        }

        /** The item that the last bits of a hash lead to, or null. */
        Object at(int bits) {
            int bit = 1 << (bits & MASK);
            return (bitmap & bit) == 0 ? null : items[indexOf(bit)];
        }

        private int indexOf(int bit) {
            return Integer.bitCount(bitmap & (bit - 1));
        }

        /** Sets an item, or with null removes it. */
        Node set(int bits, Object item) {
            int bit = 1 << (bits & MASK);
            int index = indexOf(bit);
            if ((bitmap & bit) == 0) {
                insert(index, item);
                bitmap |= bit;
            } else if (item != null) {
                items[index] = item;
            } else {
                System.arraycopy(items, index + 1, items, index, count() - index - 1);
                items[count() - 1] = null;
                bitmap &= ~bit;
            }
            return this;
        }

        private void insert(int index, Object item) {
            int count = count();
            if (count == items.length) {
                items = Arrays.copyOf(items, Math.min(MASK + 1, 2 * count));
            }
            System.arraycopy(items, index, items, index + 1, count - index);
            items[index] = item;
        }
    }
}
