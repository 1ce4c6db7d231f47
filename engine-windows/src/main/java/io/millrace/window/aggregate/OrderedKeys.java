package io.millrace.window.aggregate;

import java.io.Serializable;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Values by their keys, in an order which a key joins at one end or the other. Copies cost nothing. */
final class OrderedKeys<V> extends KeyTrie {

    /** Immutable. */
    static final class Entry<V> {
        final Object key;
        final int hash;
        final V value;
        private final long rank;

        private Entry(Object key, int hash, V value, long rank) {
            this.key = key;
            this.hash = hash;
            this.value = value;
            this.rank = rank;
        }
    }

    private long first;
    private long end;

    /** A copy, which changes of this one leave as it is. */
    OrderedKeys<V> copy() {
        OrderedKeys<V> copy = new OrderedKeys<>();
        copy.become(this);
        return copy;
    }

    /** Becomes a copy of another. */
    void become(OrderedKeys<V> other) {
        takeFrom(other);
        first = other.first;
        end = other.end;
    }

    /** The entry of a key, or null. */
    @SuppressWarnings("unchecked") // only entries are put
    Entry<V> entry(Object key, int hash) {
        return (Entry<V>) leaf(key, hash);
    }

    /** Adds a key that is not there, behind all others. */
    Entry<V> addLast(Object key, int hash, V value) {
        Entry<V> entry = new Entry<>(key, hash, value, end++);
        add(entry, hash);
        return entry;
    }

    /** Adds a key, or moves it, before all others. */
    void putFirst(Object key, int hash, V value) {
        put(key, hash, value, --first);
    }

    /** Gives an entry another value. */
    Entry<V> replace(Entry<?> entry, V value) {
        return put(entry.key, entry.hash, value, entry.rank);
    }

    /** Puts a key where it is in another order, of which this is to be a part. */
    void putAs(Entry<?> entry, V value) {
        first = Math.min(first, entry.rank);
        end = Math.max(end, entry.rank + 1);
        replace(entry, value);
    }

    /** As {@link #putAs}, of a key that is not there. */
    void addAs(Entry<?> entry, V value) {
        first = Math.min(first, entry.rank);
        end = Math.max(end, entry.rank + 1);
        add(new Entry<>(entry.key, entry.hash, value, entry.rank), entry.hash);
    }

    private Entry<V> put(Object key, int hash, V value, long rank) {
        Entry<V> entry = new Entry<>(key, hash, value, rank);
        put(entry, hash);
        return entry;
    }

    /** All entries in order. */
    Entry<V>[] inOrder() {
        return end - first <= 4L * size() ? byPlace() : sorted();
    }

    private Entry<V>[] byPlace() {
        Entry<V>[] places = entries((int) (end - first));
        forEachLeaf(leaf -> {
            Entry<V> entry = asEntry(leaf);
            places[(int) (entry.rank - first)] = entry;
        });
        if (places.length == size()) {
            return places;
        }
        Entry<V>[] entries = entries(size());
        int count = 0;
        for (Entry<V> entry : places) {
            if (entry != null) {
                entries[count++] = entry;
            }
        }
        return entries;
    }

    private Entry<V>[] sorted() {
        Entry<V>[] entries = entries(size());
        int[] count = {0};
        forEachLeaf(leaf -> entries[count[0]++] = asEntry(leaf));
        Arrays.sort(entries, Comparator.comparingLong(entry -> entry.rank));
        return entries;
    }

    @SuppressWarnings("unchecked") // only entries are put
    private static <V> Entry<V> asEntry(Object leaf) {
        return (Entry<V>) leaf;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of a generic type cannot be created otherwise
    private static <V> Entry<V>[] entries(int length) {
        return new Entry[length];
    }

    /** An unmodifiable set of the keys that there are now. */
    <E> Set<E> asSet() {
        return Collections.unmodifiableSet(new OfKeys<E>(copy()));
    }

    /** An unmodifiable map of what is there now. */
    <K> Map<K, V> asMap() {
        return Collections.unmodifiableMap(new OfEntries<K, V>(copy()));
    }

    /** The keys of a map that does not change any more. May be read by any thread. */
    private static final class OfKeys<E> extends AbstractSet<E> implements Serializable {

        private static final long serialVersionUID = 1;

        private final transient OrderedKeys<?> keys;
        private transient volatile Entry<?>[] inOrder;

        private OfKeys(OrderedKeys<?> keys) {
            this.keys = keys;
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

    /** Keys and values that do not change any more. May be read by any thread. */
    private static final class OfEntries<K, V> extends AbstractMap<K, V> implements Serializable {

        private static final long serialVersionUID = 1;

        private final transient OrderedKeys<V> keys;
        private transient volatile OrderedKeys.Entry<V>[] inOrder;

        private OfEntries(OrderedKeys<V> keys) {
            this.keys = keys;
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
}
