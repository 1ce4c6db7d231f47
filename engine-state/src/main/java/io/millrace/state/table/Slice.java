package io.millrace.state.table;

/**
 * The entries of one namespace of a {@link StateTable}. Obtained from the table, confined to the task's thread.
 *
 * <p>Once its namespace has been dropped a slice is empty and refuses new entries.
 *
 * @param <K> keys, with equals; the caller gives each key's mixed hash
 * @param <V> values, never null
 */
public final class Slice<K, V> extends KeyedEntries<K, V> {
    private final StateTable<K, V> table;
    private final long namespace;
    private boolean dropped;

    Slice(StateTable<K, V> table, long namespace) {
        super(table.immutableValues());
        this.table = table;
        this.namespace = namespace;
        divide(table.groups());
    }

    /** The namespace whose entries these are. */
    public long namespace() {
        return namespace;
    }

    void drop() {
        dropped = true;
        clear(table.groups());
    }

    @Override
    String name() {
        return "Table '" + table.name() + "', namespace " + namespace;
    }

    @Override
    GroupTable<K, V> newGroup() {
        if (dropped) {
            throw new IllegalStateException(name() + " was dropped: get its slice from the table again");
        }
        return new GroupTable<>(table.epochs(), KeyGroups.BITS);
    }

    @Override
    void grown() {}
}
