package io.millrace.state.table;

import io.millrace.state.serde.KeyHasher;

/**
 * A map as a value of a {@link StateTable}: every element carries a mark of its own, so that no step grows with the
 * size of the map. Confined to the task's thread.
 *
 * <p>A table of such maps is created with immutable values: reading the map itself is no touch.
 *
 * @param <K> keys, with equals; the caller gives each key's mixed hash
 * @param <V> values, never null
 */
public final class ElementMap<K, V> extends KeyedEntries<K, V> implements KeyMap<K, V> {
    private final Slice<Object, ?> slice;
    private final Object owner;
    private final KeyHasher<K> hasher;

    private ElementMap(Slice<Object, ?> slice, Object owner, KeyHasher<K> hasher, boolean immutableElements) {
        super(immutableElements);
        this.slice = slice;
        this.owner = owner;
        this.hasher = hasher;
        begin(KeyGroupRange.ALL, 0);
    }

    /**
     * An empty map.
     *
     * @param slice where the map is to be the value of a key
     * @param owner the key
     * @param hasher hashes the map's keys
     * @param immutableElements whether the map's values never change, so that reading one is not a touch
     */
    @SuppressWarnings("unchecked") // the owner is a key of the slice, and the slice is only told of that key
    static <O, K, V> ElementMap<K, V> in(
            Slice<O, ElementMap<K, V>> slice, O owner, KeyHasher<K> hasher, boolean immutableElements) {
        return new ElementMap<>((Slice<Object, ?>) (Slice<?, ?>) slice, owner, hasher, immutableElements);
    }

    /** What tables of maps have to know. */
    static <K, V> Collected<ElementMap<K, V>> maps() {
        return new Collected<>() {
            @Override
            SnapshotWalk walk(ElementMap<K, V> map) {
                return new EntriesWalk<>(map);
            }

            @Override
            SnapshotWalk frozenWalk(ElementMap<K, V> map) {
                return new EntriesWalk<>(map.frozen());
            }

            @Override
            void show(ElementMap<K, V> map, Shown out) {
                for (Cursor<K, V> entries = map.cursor(); !out.hasMore() && entries.next(); ) {
                    out.add(entries.key(), entries.peek());
                }
            }

            @Override
            boolean discardOlder(ElementMap<K, V> map) {
                map.discardOlder(KeyGroupRange.ALL);
                return map.size() == 0;
            }
        };
    }

    /**
     * The mixed hash of a key of the map, which goes with the key to the other methods.
     *
     * @throws IllegalArgumentException when the key has no stable hash
     */
    public int hash(K key) {
        return hasher.hash(key);
    }

    /**
     * Removes all elements, in a time that does not depend on their number. Snapshots know of it when the map has been
     * removed from its slice before.
     */
    @Override
    public void clear() {
        begin(KeyGroupRange.ALL, 0);
    }

    @Override
    public boolean isEmpty() {
        return size() == 0;
    }

    @Override
    public EntryWalk<K, V> walk() {
        return cursor();
    }

    @Override
    String name() {
        return "Map in table '" + slice.table().name() + "'";
    }

    @Override
    Epoch epochs() {
        return slice.epochs();
    }

    @Override
    void removed(K key) {
        if (epochs().recordsRemovals()) {
            slice.table().writer().removed(slice.namespace(), owner, key);
        }
    }

    @Override
    void preImage(K key, V value, int mark) {
        if (epochs().isNeeded(mark)) {
            write(key, value);
        }
    }

    @Override
    void write(K key, V value) {
        slice.table().writer().putElement(slice.namespace(), owner, key, value);
    }

    /** A map of what is in this one now, to be written when this one is cleared. */
    private ElementMap<K, V> frozen() {
        ElementMap<K, V> frozen = new ElementMap<>(slice, owner, hasher, true);
        frozen.takeOver(this);
        return frozen;
    }
}
