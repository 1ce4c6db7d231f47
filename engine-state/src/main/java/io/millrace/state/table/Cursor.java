package io.millrace.state.table;

/**
 * A walk over the entries of a {@link Slice} or an {@link ElementMap} that can be resumed at any time. Confined to the
 * task's thread; not part of snapshots.
 *
 * <p>Entries may be added, changed and removed between two steps. An entry that is there during the whole walk is
 * visited exactly once; one that is added or removed meanwhile is visited at most once for each time it is added.
 *
 * @param <K> keys
 * @param <V> values
 */
public final class Cursor<K, V> implements EntryWalk<K, V> {
    private final KeyedEntries<K, V> entries;

    private int index = -1;
    private GroupTable<K, V> group;
    private int changes;
    private int slot;
    private Overflow.Entry<K, V> overflown;

    private K key;
    private int hash;

    Cursor(KeyedEntries<K, V> entries) {
        this.entries = entries;
    }

    @Override
    public boolean next() {
        if (group != null && group != currentGroup()) {
            relocate();
        }
        if (group != null && nextInGroup()) {
            return true;
        }
        while (index + 1 < entries.groupCount()) {
            group = entries.groupAt(++index);
            if (group != null && goToLesser(group.nextOccupied(0), group.overflownFrom(0))) {
                return true;
            }
        }
        return finish();
    }

    @Override
    public K key() {
        requireEntry();
        return key;
    }

    @Override
    public int hash() {
        requireEntry();
        return hash;
    }

    @Override
    public V value() {
        requireEntry();
        if (overflown != null || group != currentGroup() || group.changes() != changes) {
            return entries.get(key, hash);
        }
        if (entries.readsTouch()) {
            group.touch(slot);
        }
        return group.valueAt(slot);
    }

    /** The mark of the current entry; only right after {@link #next}. */
    int mark() {
        return overflown != null ? overflown.mark : group.markAt(slot);
    }

    /** Sets the mark of the current entry; only right after {@link #next}. */
    void mark(int mark) {
        if (overflown != null) {
            overflown.mark = mark;
        } else {
            group.setMarkAt(slot, mark);
        }
    }

    /** The value of the current entry, without a touch: it must not be changed. Only right after {@link #next}. */
    public V peek() {
        return overflown != null ? overflown.value : group.valueAt(slot);
    }

    /** Removes the current entry; no effect when it has been removed already. */
    public void remove() {
        requireEntry();
        entries.remove(key, hash);
    }

    /** The entries have been divided anew, or dropped: goes on after the hash that has been reached. */
    private void relocate() {
        index = entries.indexOf(hash);
        group = currentGroup();
        changes = -1;
    }

    private GroupTable<K, V> currentGroup() {
        return index < entries.groupCount() ? entries.groupAt(index) : null;
    }

    private boolean nextInGroup() {
        if (overflown != null) {
            return goToLesser(group.nextAfter(hash), group.overflownAfter(overflown));
        }
        int next = group.changes() == changes ? group.nextOccupied(slot + 1) : group.nextAfter(hash);
        return goToLesser(next, group.overflownFrom(hash));
    }

    /** Goes to the slot, if not -1, or to the overflown entry, if not null: in the order of hashes, the slot first. */
    private boolean goToLesser(int nextSlot, Overflow.Entry<K, V> nextOverflown) {
        boolean bySlot = nextSlot >= 0
                && (nextOverflown == null || Integer.compareUnsigned(group.hashAt(nextSlot), nextOverflown.hash) <= 0);
        overflown = bySlot ? null : nextOverflown;
        if (bySlot) {
            slot = nextSlot;
            changes = group.changes();
            key = group.keyAt(slot);
            hash = group.hashAt(slot);
            return true;
        }
        if (overflown != null) {
            key = overflown.key;
            hash = overflown.hash;
            return true;
        }
        return false;
    }

    private boolean finish() {
        index = Integer.MAX_VALUE - 1;
        group = null;
        key = null;
        return false;
    }

    private void requireEntry() {
        if (key == null) {
            throw new IllegalStateException("The cursor stands at no entry: call next() until it returns false");
        }
    }
}
