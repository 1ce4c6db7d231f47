package io.millrace.window.aggregate;

import java.io.Serializable;
import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;

/** The keys of a map that does not change any more. May be read by any thread. */
final class OrderedSet<E> extends AbstractSet<E> implements Serializable {

    private static final long serialVersionUID = 1;

    private final transient OrderedKeys<?> keys;
    private transient volatile OrderedKeys.Entry<?>[] inOrder;

    private OrderedSet(OrderedKeys<?> keys) {
        this.keys = keys;
    }

    /** An unmodifiable set of the keys that there are now. */
    static <E> Set<E> of(OrderedKeys<?> keys) {
        return Collections.unmodifiableSet(new OrderedSet<E>(keys.copy()));
    }

    @Override
    public int size() {
        return keys.size();
    }

    @Override
    public boolean contains(Object key) {
        return key != null && keys.entry(key, KeyTrie.hash(key)) != null;
    }

    @Override
    @SuppressWarnings("unchecked") // the keys are the elements
    public Iterator<E> iterator() {
        if (inOrder == null) {
            inOrder = keys.inOrder();
        }
        return Stream.of(inOrder).map(entry -> (E) entry.key).iterator();
    }

    private Object writeReplace() {
        return new LinkedHashSet<>(this);
    }
}
