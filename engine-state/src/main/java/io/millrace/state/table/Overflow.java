package io.millrace.state.table;

import io.millrace.state.serde.KeyOrder;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The entries of a {@link GroupTable} that did not fit within its probe: keys of equal hash, and clusters without end.
 * A search costs the logarithm of their number, however the keys were chosen.
 */
final class Overflow<K, V> {
    /** One entry. Its order never changes, so that a walk can go on after it even when it has been removed. */
    static final class Entry<K, V> {
        K key;
        int hash;
        long sequence;
        V value;
        int mark;

        /**
         * Whether another key has this hash, or has had it: then the entry stays, since a walk that stands at the hash
         * could not tell whether it has seen it.
         */
        boolean shared;
    }

    private final TreeSet<Entry<K, V>> entries = new TreeSet<>(Overflow::compare);
    private final Entry<K, V> wanted = new Entry<>();
    private long nextSequence = 1;

    Entry<K, V> find(K key, int hash) {
        wanted.key = key;
        wanted.hash = hash;
        Entry<K, V> entry = entries.ceiling(wanted);
        while (entry != null && compareKeys(entry, wanted) == 0 && !key.equals(entry.key)) {
            entry = entries.higher(entry);
        }
        boolean found = entry != null && compareKeys(entry, wanted) == 0;
        wanted.key = null;
        return found ? entry : null;
    }

    /** Whether there is an entry of this hash. */
    boolean has(int hash) {
        Entry<K, V> first = firstFrom(hash);
        return first != null && first.hash == hash;
    }

    /** Another key comes to a hash that is here: only a single entry of it may not know that it is shared. */
    void share(int hash) {
        firstFrom(hash).shared = true;
    }

    void add(K key, int hash, V value, int mark, boolean shared) {
        Entry<K, V> entry = new Entry<>();
        entry.key = key;
        entry.hash = hash;
        entry.sequence = nextSequence++;
        entry.value = value;
        entry.mark = mark;
        entry.shared = shared;
        entries.add(entry);
    }

    void remove(Entry<K, V> entry) {
        entries.remove(entry);
    }

    void removeIf(Predicate<Entry<K, V>> condition) {
        entries.removeIf(condition);
    }

    int size() {
        return entries.size();
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Takes an entry over from another overflow, with its place in the order. */
    void adopt(Entry<K, V> entry) {
        entries.add(entry);
        nextSequence = Math.max(nextSequence, entry.sequence + 1);
    }

    /** The first entry whose hash is not less than the given one, or null. */
    Entry<K, V> firstFrom(int hash) {
        wanted.hash = hash; // without a key, before all others of this hash
        return entries.ceiling(wanted);
    }

    /** The first entry after the given one, or null. */
    Entry<K, V> after(Entry<K, V> entry) {
        return entries.higher(entry);
    }

    private static int compare(Entry<?, ?> a, Entry<?, ?> b) {
        int keys = compareKeys(a, b);
        return keys != 0 ? keys : Long.compare(a.sequence, b.sequence);
    }

    private static int compareKeys(Entry<?, ?> a, Entry<?, ?> b) {
        return a.hash != b.hash ? Integer.compareUnsigned(a.hash, b.hash) : KeyOrder.compare(a.key, b.key);
    }
}
