package io.millrace.state.table;

import java.util.ArrayList;
import java.util.List;

/**
 * Entries by key: in one {@link GroupTable} while they are few, and then in one for each key group.
 *
 * @param <K> keys, with equals; the caller gives each key's mixed hash
 * @param <V> values, never null
 */
abstract class KeyedEntries<K, V> extends GroupTable.Owner<K, V> {
    /**
     * From here on entries are too many for the caches next to a core, and growth copies one of many tables, no longer all
     * entries.
     */
    private static final int LARGE = 1 << 14;

    private final boolean readsTouch;
    private KeyGroupRange range;
    private GroupTable<K, V>[] groups;

    /** How many leading bits of a hash name its table. */
    private int tableBits;

    private int firstTable;
    private int expected;
    private int size;

    KeyedEntries(boolean immutableValues) {
        this.readsTouch = !immutableValues;
    }

    /**
     * The value of a key, or null. When values are mutable this is a touch: the caller may change what it gets, until
     * the epoch advances.
     *
     * @param hash the key's mixed hash
     * @throws IllegalArgumentException when the hash belongs to a key group of another task
     */
    public final V get(K key, int hash) {
        GroupTable<K, V> group = groups[indexOf(hash)];
        return group == null ? null : group.get(key, hash, readsTouch);
    }

    /**
     * Sets the value of a key.
     *
     * @param hash the key's mixed hash
     * @param value never null: what is absent is removed
     * @throws IllegalArgumentException when the hash belongs to a key group of another task
     */
    public final void put(K key, int hash, V value) {
        if (value == null) {
            throw new IllegalArgumentException(name() + ": null value of key " + key + ": remove the key instead");
        }
        int index = indexOf(hash);
        GroupTable<K, V> group = groups[index];
        if (group == null) {
            group = createGroup(index);
        }
        if (group.put(key, hash, value)) {
            size++;
            if (size > LARGE && tableBits < KeyGroups.BITS) {
                divide();
            }
        }
    }

    /**
     * Removes a key.
     *
     * @param hash the key's mixed hash
     * @return the value it had, or null
     * @throws IllegalArgumentException when the hash belongs to a key group of another task
     */
    public final V remove(K key, int hash) {
        GroupTable<K, V> group = groups[indexOf(hash)];
        V value = group == null ? null : group.remove(key, hash);
        if (value != null) {
            size--;
            removed(key);
        }
        return value;
    }

    /** Whether a key has a value: no touch. */
    public final boolean contains(K key, int hash) {
        return peek(key, hash) != null;
    }

    /** How many entries there are. */
    public final int size() {
        return size;
    }

    /**
     * A walk over the entries, in an order that depends on the hashes alone. The entries may change between its steps:
     * see {@link Cursor}.
     */
    public final Cursor<K, V> cursor() {
        return new Cursor<>(this);
    }

    /**
     * The value of a key, or null, without a touch: the caller must not change it.
     *
     * @param hash the key's mixed hash
     * @throws IllegalArgumentException when the hash belongs to a key group of another task
     */
    public final V peek(K key, int hash) {
        GroupTable<K, V> group = groups[indexOf(hash)];
        return group == null ? null : group.get(key, hash, false);
    }

    /**
     * Reads where the entry of a hash would be, and nothing else. A loop of such reads waits for many cache misses at
     * once, where a loop of look-ups, each with branches that depend on what was read, waits for one after the other.
     *
     * @param hash a mixed hash
     * @return what means nothing, and is to be told to {@link ReadAhead#took}, lest the compiler drop the read
     */
    public final long fetch(int hash) {
        GroupTable<K, V> group = groups[indexOf(hash)];
        return group == null ? 0 : group.fetch(hash);
    }

    /**
     * Looks up where the numbers of a key are, in a table of numbers. This is a touch: they may be changed there.
     *
     * @param hash the key's mixed hash
     * @param cells where that is put
     * @param row the row of it
     * @return whether the key has any
     * @throws IllegalArgumentException when the hash belongs to a key group of another task
     */
    public final boolean locate(K key, int hash, NumberCells cells, int row) {
        GroupTable<K, V> group = groups[indexOf(hash)];
        return group != null && group.locate(key, hash, cells, row, true);
    }

    /** As {@link #locate}, without a touch: numbers may only be changed there that are not written. */
    public final boolean locateUntouched(K key, int hash, NumberCells cells, int row) {
        GroupTable<K, V> group = groups[indexOf(hash)];
        return group != null && group.locate(key, hash, cells, row, false);
    }

    /** Whether the entries are too many for the caches next to a core, so that it pays to {@link #fetch} first. */
    public final boolean isLarge() {
        return size > LARGE;
    }

    /** A few values, fewer where there are no more, by no rule but that it is the same for the same keys. */
    final List<V> some(int most) {
        List<V> values = new ArrayList<>(most);
        for (Cursor<K, V> all = cursor(); values.size() < most && all.next(); ) {
            values.add(all.peek());
        }
        return values;
    }

    /** The mark of an entry, or 0 when there is none. */
    final int markOf(K key, int hash) {
        GroupTable<K, V> group = groups[indexOf(hash)];
        return group == null ? 0 : group.markOf(key, hash);
    }

    final boolean readsTouch() {
        return readsTouch;
    }

    final int groupCount() {
        return groups.length;
    }

    /** The group at an index, or null while it has no entries. */
    final GroupTable<K, V> groupAt(int index) {
        return groups[index];
    }

    final int indexOf(int hash) {
        int index = (hash >>> 1 >>> (Integer.SIZE - 1 - tableBits)) - firstTable;
        if (index < 0 || index >= groups.length) {
            throw foreignHash(hash);
        }
        return index;
    }

    /**
     * Begins without entries.
     *
     * @param newRange the key groups that there may be entries of
     * @param newExpected how many entries there will be, as far as that is known
     */
    final void begin(KeyGroupRange newRange, int newExpected) {
        range = newRange;
        expected = newExpected;
        size = 0;
        int prefix = range.prefixBits();
        divideBy(prefix >= 0 && expected <= LARGE ? prefix : KeyGroups.BITS);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of a generic type cannot be created otherwise
    private void divideBy(int bits) {
        groups = new GroupTable[bits == KeyGroups.BITS ? range.size() : 1];
        tableBits = bits;
        firstTable = range.first() >>> (KeyGroups.BITS - bits);
    }

    private void divide() {
        GroupTable<K, V> whole = groups[0];
        expected = Math.max(expected, size);
        divideBy(KeyGroups.BITS);
        whole.moveTo(hash -> {
            int index = indexOf(hash);
            return groups[index] == null ? createGroup(index) : groups[index];
        });
    }

    @Override
    NumberForm numbers() {
        return null;
    }

    /** What the entries are called in errors. */
    abstract String name();

    /** Called before there are entries in a key group for the first time. */
    void beforeGroup() {}

    /** Called when a key has been removed. */
    abstract void removed(K key);

    @Override
    boolean discardOlder(V value, int mark) {
        return Epoch.epochOf(mark) < epochs().current();
    }

    /** What is to be known of lists and maps, which are written element by element; null when the values are others. */
    Collected<V> collected() {
        return null;
    }

    /** Writes an entry for the snapshot in flight. */
    abstract void write(K key, V value);

    abstract Epoch epochs();

    /** Takes over the entries of another, which is about to forget them. */
    final void takeOver(KeyedEntries<K, V> other) {
        range = other.range;
        groups = other.groups;
        tableBits = other.tableBits;
        firstTable = other.firstTable;
        size = other.size;
    }

    /** Removes what was put before the current epoch to some key groups, without a trace. */
    final void discardOlder(KeyGroupRange some) {
        boolean byGroup = tableBits == KeyGroups.BITS;
        int from = byGroup ? Math.max(0, some.first() - firstTable) : 0;
        int last = byGroup ? Math.min(groups.length - 1, some.last() - firstTable) : 0;
        for (int index = from; index <= last; index++) {
            if (groups[index] != null) {
                size -= groups[index].discardOlder(some);
            }
        }
    }

    private GroupTable<K, V> createGroup(int index) {
        beforeGroup();
        groups[index] = new GroupTable<>(epochs(), this, tableBits, expected / groups.length);
        return groups[index];
    }

    private IllegalArgumentException foreignHash(int hash) {
        return new IllegalArgumentException(name() + ": hash " + Integer.toHexString(hash) + " is of key group "
                + KeyGroups.groupOf(hash) + ", this task owns " + range
                + ": the hash of a key must be the same wherever it is computed");
    }
}
