package io.millrace.window.aggregate;

import io.millrace.state.serde.KeyOrder;
import java.util.function.Consumer;

/**
 * The leaves of a {@link KeyTrie} whose keys have the same hash: a balanced tree in the order of {@link KeyOrder}, in
 * which keys that this does not tell apart are next to each other. Immutable; null is the empty one.
 */
final class KeyTree {
    private final Object leaf;
    private final KeyTree left;
    private final KeyTree right;
    private final int height;

    private KeyTree(Object leaf, KeyTree left, KeyTree right) {
        this.leaf = leaf;
        this.left = left;
        this.right = right;
        height = 1 + Math.max(height(left), height(right));
    }

    private static int height(KeyTree tree) {
        return tree == null ? 0 : tree.height;
    }

    private int order(Object key) {
        return KeyOrder.compare(key, KeyTrie.keyOf(leaf));
    }

    /** The leaf of a key, or null. */
    static Object find(KeyTree tree, Object key) {
        KeyTree at = tree;
        while (at != null) {
            int order = at.order(key);
            if (order == 0) {
                if (key.equals(KeyTrie.keyOf(at.leaf))) {
                    return at.leaf;
                }
                Object found = find(at.left, key);
                if (found != null) {
                    return found;
                }
            }
            at = order < 0 ? at.left : at.right;
        }
        return null;
    }

    /** With one more leaf, whose key the tree does not have. */
    static KeyTree with(KeyTree tree, Object leaf) {
        if (tree == null) {
            return new KeyTree(leaf, null, null);
        }
        return tree.order(KeyTrie.keyOf(leaf)) < 0
                ? balanced(tree.leaf, with(tree.left, leaf), tree.right)
                : balanced(tree.leaf, tree.left, with(tree.right, leaf));
    }

    /** Without a key: the same tree when it does not have it. */
    static KeyTree without(KeyTree tree, Object key) {
        if (tree == null) {
            return null;
        }
        int order = tree.order(key);
        if (order == 0 && key.equals(KeyTrie.keyOf(tree.leaf))) {
            return joined(tree.left, tree.right);
        }
        KeyTree left = order <= 0 ? without(tree.left, key) : tree.left;
        if (left != tree.left) {
            return balanced(tree.leaf, left, tree.right);
        }
        KeyTree right = order >= 0 ? without(tree.right, key) : tree.right;
        return right == tree.right ? tree : balanced(tree.leaf, left, right);
    }

    static void forEach(KeyTree tree, Consumer<Object> action) {
        if (tree != null) {
            forEach(tree.left, action);
            action.accept(tree.leaf);
            forEach(tree.right, action);
        }
    }

    /** Two trees, of which the second comes after the first, and whose heights differ by one at most. */
    private static KeyTree joined(KeyTree left, KeyTree right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        KeyTree first = right;
        while (first.left != null) {
            first = first.left;
        }
        return balanced(first.leaf, left, withoutFirst(right));
    }

    private static KeyTree withoutFirst(KeyTree tree) {
        return tree.left == null ? tree.right : balanced(tree.leaf, withoutFirst(tree.left), tree.right);
    }

    /** As for AVL trees: the heights differ by two at most. */
    private static KeyTree balanced(Object leaf, KeyTree left, KeyTree right) {
        if (height(left) > height(right) + 1) {
            KeyTree inner = left.right;
            return height(left.left) >= height(inner)
                    ? new KeyTree(left.leaf, left.left, new KeyTree(leaf, inner, right))
                    : new KeyTree(
                            inner.leaf,
                            new KeyTree(left.leaf, left.left, inner.left),
                            new KeyTree(leaf, inner.right, right));
        }
        if (height(right) > height(left) + 1) {
            KeyTree inner = right.left;
            return height(right.right) >= height(inner)
                    ? new KeyTree(right.leaf, new KeyTree(leaf, left, inner), right.right)
                    : new KeyTree(
                            inner.leaf,
                            new KeyTree(leaf, left, inner.left),
                            new KeyTree(right.leaf, inner.right, right.right));
        }
        return new KeyTree(leaf, left, right);
    }
}
