package io.millrace.window.aggregate;

import java.io.Serializable;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Keys and values that do not change any more. May be read by any thread. */
final class OrderedMap<K, V> extends AbstractMap<K, V> implements Serializable {

    private static final long serialVersionUID = 1;

    private final transient OrderedKeys<V> keys;
    private transient volatile OrderedKeys.Entry<V>[] inOrder;

    private OrderedMap(OrderedKeys<V> keys) {
        this.keys = keys;
    }

    /** An unmodifiable map of what is there now. */
    static <K, V> Map<K, V> of(OrderedKeys<V> keys) {
        return Collections.unmodifiableMap(new OrderedMap<K, V>(keys.copy()));
    }

    @Override
    public int size() {
        return keys.size();
    }

    @Override
    public boolean containsKey(Object key) {
        return entry(key) != null;
    }

    @Override
    public V get(Object key) {
        OrderedKeys.Entry<V> entry = entry(key);
        return entry == null ? null : entry.value;
    }

    private OrderedKeys.Entry<V> entry(Object key) {
        return key == null ? null : keys.entry(key, KeyTrie.hash(key));
    }

    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return keys.size();
            }

            @Override
            public Iterator<Map.Entry<K, V>> iterator() {
                return entries();
            }
        };
    }

    @SuppressWarnings("unchecked") // the keys are of type K
    private Iterator<Map.Entry<K, V>> entries() {
        if (inOrder == null) {
            inOrder = keys.inOrder();
        }
        return Stream.of(inOrder)
                .map(entry -> (Map.Entry<K, V>) new SimpleImmutableEntry<>((K) entry.key, entry.value))
                .iterator();
    }

    private Object writeReplace() {
        return new LinkedHashMap<>(this);
    }
}
