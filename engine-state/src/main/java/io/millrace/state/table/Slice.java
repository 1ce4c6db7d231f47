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
        this(table, namespace, 0);
    }

    /** @param expected how many entries there will be, as far as that is known */
    Slice(StateTable<K, V> table, long namespace, int expected) {
        super(table.immutableValues());
        this.table = table;
        this.namespace = namespace;
        begin(table.groups(), expected);
    }

    /** The namespace whose entries these are. */
    public long namespace() {
        return namespace;
    }

    /** Forgets all entries; a snapshot in flight that needs them takes them as they are. */
    void drop() {
        if (epochs().inSnapshot() && size() > 0) {
            Slice<K, V> frozen = new Slice<>(table, namespace);
            frozen.takeOver(this);
            table.writer().handOver(new EntriesWalk<>(frozen));
        }
        if (epochs().recordsRemovals() && size() > 0) {
            table.writer().dropped(namespace);
        }
        dropped = true;
        begin(table.groups(), 0);
    }

    StateTable<K, V> table() {
        return table;
    }

    @Override
    Epoch epochs() {
        return table.epochs();
    }

    @Override
    void removed(K key) {
        if (epochs().recordsRemovals()) {
            table.writer().removed(namespace, key, null);
        }
    }

    @Override
    void preImage(K key, V value, int mark) {
        SnapshotWalk walk = Collected.frozenWalk(value);
        if (walk != null) {
            table.writer().handOver(walk);
        } else if (epochs().isNeeded(mark)) {
            write(key, value);
        }
    }

    @Override
    boolean holdsCollections() {
        return table.writer().holdsCollections();
    }

    @Override
    void write(K key, V value) {
        table.writer().put(namespace, key, value);
    }

    @Override
    String name() {
        return "Table '" + table.name() + "', namespace " + namespace;
    }

    @Override
    void beforeGroup() {
        if (dropped) {
            throw new IllegalStateException(name() + " was dropped: get its slice from the table again");
        }
    }
}
