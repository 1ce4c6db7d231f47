package io.millrace.state.table;

/**
 * A map as a value of a {@link StateTable}: every element carries a mark of its own, so that no step grows with the
 * size of the map. Confined to the task's thread.
 *
 * <p>A table of such maps is created with immutable values: reading the map itself is no touch.
 *
 * @param <K> keys, with equals; the caller gives each key's mixed hash
 * @param <V> values, never null
 */
public final class ElementMap<K, V> extends KeyedEntries<K, V> {
    /** From here on growth copies one of many groups, and no longer the whole map. */
    private static final int LARGEST_UNDIVIDED = 1_024;

    private final StateTable<?, ?> table;
    private boolean divided;

    private ElementMap(StateTable<?, ?> table, boolean immutableElements) {
        super(immutableElements);
        this.table = table;
        undivided();
    }

    /**
     * An empty map.
     *
     * @param table the table that the map is a value of: its epoch is the map's
     * @param immutableElements whether the map's values never change, so that reading one is not a touch
     */
    public static <K, V> ElementMap<K, V> in(StateTable<?, ?> table, boolean immutableElements) {
        return new ElementMap<>(table, immutableElements);
    }

    /** Removes all elements, in a time that does not depend on their number. */
    public void clear() {
        divided = false;
        undivided();
    }

    @Override
    String name() {
        return "Map in table '" + table.name() + "'";
    }

    @Override
    GroupTable<K, V> newGroup() {
        return new GroupTable<>(table.epochs(), divided ? KeyGroups.BITS : 0);
    }

    @Override
    void grown() {
        if (!divided && size() > LARGEST_UNDIVIDED) {
            GroupTable<K, V> whole = groupAt(0);
            divided = true;
            divide(KeyGroupRange.ALL);
            whole.moveTo(this::groupOf);
        }
    }

    private GroupTable<K, V> groupOf(int hash) {
        int index = indexOf(hash);
        GroupTable<K, V> group = groupAt(index);
        return group == null ? createGroup(index) : group;
    }
}
