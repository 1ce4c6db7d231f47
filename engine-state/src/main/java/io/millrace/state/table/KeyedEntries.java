package io.millrace.state.table;

/**
 * Entries by key, divided into {@link GroupTable}s by the leading bits of the hash.
 *
 * @param <K> keys, with equals; the caller gives each key's mixed hash
 * @param <V> values, never null
 */
abstract class KeyedEntries<K, V> {
    private static final int LARGE = 1 << 14;

    private final boolean readsTouch;
    private GroupTable<K, V>[] groups;
    private int groupMask;
    private int firstGroup;
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
            grown();
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
     * @param ints what was read is put here, lest the compiler drop the read; it means nothing
     * @param objects and here
     * @param index where
     */
    public final void fetch(int hash, int[] ints, Object[] objects, int index) {
        GroupTable<K, V> group = groups[indexOf(hash)];
        if (group != null) {
            group.fetch(hash, ints, objects, index);
        }
    }

    /** Whether the entries are too many for the caches next to a core, so that it pays to {@link #fetch} first. */
    public final boolean isLarge() {
        return size > LARGE;
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
        int index = ((hash >>> KeyGroups.SHIFT) & groupMask) - firstGroup;
        if (index < 0 || index >= groups.length) {
            throw foreignHash(hash);
        }
        return index;
    }

    /** Divides into one table for each key group of a range; no entries are left. */
    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of a generic type cannot be created otherwise
    final void divide(KeyGroupRange range) {
        groups = new GroupTable[range.size()];
        groupMask = KeyGroups.COUNT - 1;
        firstGroup = range.first();
    }

    final void clear(KeyGroupRange range) {
        divide(range);
        size = 0;
    }

    /** Has one table for all hashes; no entries are left. */
    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of a generic type cannot be created otherwise
    final void undivided() {
        groups = new GroupTable[1];
        groupMask = 0;
        firstGroup = 0;
        size = 0;
    }

    /** What the entries are called in errors. */
    abstract String name();

    abstract GroupTable<K, V> newGroup();

    /** Called when there is an entry more. */
    abstract void grown();

    /** Called when a key has been removed. */
    abstract void removed(K key);

    /** Called before an entry changes that the snapshot in flight has not written. */
    abstract void preImage(K key, V value, int mark);

    /** Whether the values are lists or maps, which are written element by element. */
    abstract boolean holdsCollections();

    /** Writes an entry for the snapshot in flight. */
    abstract void write(K key, V value);

    abstract Epoch epochs();

    /** Takes over the entries of another, which is about to forget them. */
    final void takeOver(KeyedEntries<K, V> other) {
        groups = other.groups;
        groupMask = other.groupMask;
        firstGroup = other.firstGroup;
        size = other.size;
    }

    /** Removes what was put before the current epoch from a group, without a trace. */
    final void discardOlder(int index) {
        GroupTable<K, V> group = groups[index];
        if (group != null) {
            size -= group.discardOlder();
        }
    }

    final GroupTable<K, V> createGroup(int index) {
        GroupTable<K, V> group = newGroup();
        groups[index] = group;
        return group;
    }

    private IllegalArgumentException foreignHash(int hash) {
        int last = firstGroup + groups.length - 1;
        return new IllegalArgumentException(name() + ": hash " + Integer.toHexString(hash) + " is of key group "
                + KeyGroups.groupOf(hash) + ", this task owns " + firstGroup + ".." + last
                + ": the hash of a key must be the same wherever it is computed");
    }
}
