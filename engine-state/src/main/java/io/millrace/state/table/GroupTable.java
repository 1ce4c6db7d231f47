package io.millrace.state.table;

/**
 * Entries whose hashes have some leading bits in common, such as those of one key group, with their marks. An entry
 * whose hash is taken already, or whose cluster is too long, goes to an {@link Overflow}.
 */
final class GroupTable<K, V> extends OrderedSlots<K, V> {
    private final Epoch epoch;
    private final Owner<K, V> owner;
    private Overflow<K, V> overflow;

    /** Whose entries they are. */
    abstract static class Owner<K, V> {
        /** The form of values that are numbers; null where they are objects. */
        abstract NumberForm numbers();

        /** Called before an entry changes that the snapshot in flight has not written. */
        abstract void preImage(K key, V value, int mark);

        /** Removes from a value what was put before the current epoch, without a trace; returns whether nothing is left. */
        abstract boolean discardOlder(V value, int mark);
    }

    /** Names the table for a hash. */
    interface TableChooser<K, V> {
        GroupTable<K, V> tableOf(int hash);
    }

    /**
     * @param owner is told of every entry of a snapshot before that changes
     * @param sharedBits how many leading bits of the hash are the same for all entries
     * @param expected how many entries there will be, as far as that is known
     */
    GroupTable(Epoch epoch, Owner<K, V> owner, int sharedBits, int expected) {
        super(sharedBits, expected, owner.numbers());
        this.epoch = epoch;
        this.owner = owner;
    }

    V get(K key, int hash, boolean touch) {
        int slot = ceiling(hash);
        if (holds(slot, hash, key)) {
            if (touch) {
                touch(slot);
            }
            return valueAt(slot);
        }
        return overflow == null ? null : getOverflown(key, hash, touch);
    }

    /** Says where the numbers of a key are; returns false when it has none. */
    boolean locate(K key, int hash, NumberCells cells, int row, boolean touch) {
        int slot = ceiling(hash);
        if (holds(slot, hash, key)) {
            if (touch) {
                touch(slot);
            }
            locate(slot, cells, row);
            return true;
        }
        V overflown = overflow == null ? null : getOverflown(key, hash, touch);
        if (overflown == null) {
            return false;
        }
        cells.set(row, (long[]) overflown, 0);
        return true;
    }

    /** Whether the key is new. */
    boolean put(K key, int hash, V value) {
        int slot = ceiling(hash);
        if (holds(slot, hash, key)) {
            touch(slot);
            setValueAt(slot, value);
            return false;
        }
        boolean shared = holds(slot, hash);
        if (overflow != null && overflow.has(hash)) {
            if (replaceOverflown(key, hash, value)) {
                return false;
            }
            overflow.share(hash);
            shared = true;
        }
        add(key, hash, value, epoch.touched(), shared);
        return true;
    }

    /** @param shared whether another key has the same hash */
    private void add(K key, int hash, V value, int mark, boolean shared) {
        growWhenFull();
        if (shared || !insert(key, hash, value, mark)) {
            overflow().add(key, hash, kept(value), mark, shared);
        }
    }

    /**
     * What has overflown is taken back as far as there is room: keys that come in the order of their hashes stand in
     * one long cluster at first.
     */
    private void growWhenFull() {
        if (!isFull(overflow == null ? 0 : overflow.size())) {
            return;
        }
        grow();
        if (overflow != null) {
            overflow.removeIf(entry -> !entry.shared && insert(entry.key, entry.hash, entry.value, entry.mark));
            dropEmptyOverflow();
        }
    }

    private void dropEmptyOverflow() {
        if (overflow.isEmpty()) {
            overflow = null;
        }
    }

    V remove(K key, int hash) {
        int slot = ceiling(hash);
        if (holds(slot, hash, key)) {
            touch(slot);
            V value = valueAt(slot);
            delete(slot);
            if (overflow == null) {
                shrinkWhenSparse();
            }
            return value;
        }
        return overflow == null ? null : removeOverflown(key, hash);
    }

    /** The mark of an entry, or 0 when there is none. */
    int markOf(K key, int hash) {
        int slot = ceiling(hash);
        if (holds(slot, hash, key)) {
            return markAt(slot);
        }
        Overflow.Entry<K, V> entry = overflow == null ? null : overflow.find(key, hash);
        return entry == null ? 0 : entry.mark;
    }

    void touch(int slot) {
        if (markAt(slot) != epoch.touched()) {
            firstTouch(slot);
        }
    }

    /**
     * The entry is about to change for the first time in this epoch: the last moment at which its old value is there.
     */
    private void firstTouch(int slot) {
        if (epoch.isUnwritten(markAt(slot))) {
            owner.preImage(keyAt(slot), valueToWriteAt(slot), markAt(slot));
        }
        setMarkAt(slot, epoch.touched());
    }

    private void touch(Overflow.Entry<K, V> entry) {
        if (entry.mark != epoch.touched()) {
            if (epoch.isUnwritten(entry.mark)) {
                owner.preImage(entry.key, entry.value, entry.mark);
            }
            entry.mark = epoch.touched();
        }
    }

    /** The first overflown entry whose hash is not less than the given one, or null. */
    Overflow.Entry<K, V> overflownFrom(int hash) {
        return overflow == null ? null : overflow.firstFrom(hash);
    }

    /** The overflown entry after the given one, or null. */
    Overflow.Entry<K, V> overflownAfter(Overflow.Entry<K, V> entry) {
        return overflow == null ? null : overflow.after(entry);
    }

    /** Hands every entry, with its mark, to the table that the chooser names for its hash; the tables must be new. */
    void moveTo(TableChooser<K, V> chooser) {
        for (int slot = nextOccupied(0); slot >= 0; slot = nextOccupied(slot + 1)) {
            chooser.tableOf(hashAt(slot)).adopt(keyAt(slot), hashAt(slot), valueAt(slot), markAt(slot));
        }
        Overflow.Entry<K, V> entry = overflownFrom(0);
        for (; entry != null; entry = overflow.after(entry)) {
            chooser.tableOf(entry.hash).overflow().adopt(entry);
        }
    }

    /**
     * Removes what was put before the current epoch to some key groups, without a trace; returns how many entries that
     * were.
     */
    int discardOlder(KeyGroupRange some) {
        int discarded = 0;
        for (int slot = nextOccupied(0); slot >= 0; ) {
            boolean old =
                    some.contains(KeyGroups.groupOf(hashAt(slot))) && owner.discardOlder(valueAt(slot), markAt(slot));
            if (old) {
                delete(slot);
                discarded++;
            }
            slot = nextOccupied(old ? slot : slot + 1);
        }
        Overflow.Entry<K, V> entry = overflownFrom(0);
        while (entry != null) {
            Overflow.Entry<K, V> following = overflow.after(entry);
            if (some.contains(KeyGroups.groupOf(entry.hash)) && owner.discardOlder(entry.value, entry.mark)) {
                overflow.remove(entry);
                discarded++;
            }
            entry = following;
        }
        return discarded;
    }

    private void adopt(K key, int hash, V value, int mark) {
        growWhenFull();
        if (!insert(key, hash, value, mark)) {
            // Maybe a key of the same hash follows from the other table's overflow.
            overflow().add(key, hash, kept(value), mark, true);
        }
    }

    private Overflow<K, V> overflow() {
        if (overflow == null) {
            overflow = new Overflow<>();
        }
        return overflow;
    }

    private V getOverflown(K key, int hash, boolean touch) {
        Overflow.Entry<K, V> entry = overflow.find(key, hash);
        if (entry == null) {
            return null;
        }
        if (touch) {
            touch(entry);
        }
        return entry.value;
    }

    private boolean replaceOverflown(K key, int hash, V value) {
        Overflow.Entry<K, V> entry = overflow.find(key, hash);
        if (entry == null) {
            return false;
        }
        touch(entry);
        entry.value = kept(value);
        return true;
    }

    private V removeOverflown(K key, int hash) {
        Overflow.Entry<K, V> entry = overflow.find(key, hash);
        if (entry == null) {
            return null;
        }
        touch(entry);
        overflow.remove(entry);
        dropEmptyOverflow();
        return entry.value;
    }
}
