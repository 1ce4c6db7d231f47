package io.millrace.window.aggregate;

import java.util.Arrays;
import java.util.Comparator;

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
}
