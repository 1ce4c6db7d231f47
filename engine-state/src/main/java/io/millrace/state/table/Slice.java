package io.millrace.state.table;

/**
 * The entries of one namespace of a {@link StateTable}. Obtained from the table, confined to the task's thread.
 *
 * <p>Once its namespace has been dropped a slice is empty and refuses new entries.
 *
 * <p>In a table of numbers, what is got is a copy, which is good until the next call and is {@linkplain #put put} to change
 * the value; {@link #locate} tells where the numbers themselves are.
 *
 * @param <K> keys, with equals; the caller gives each key's mixed hash
 * @param <V> values, never null
 */
public final class Slice<K, V> extends KeyedEntries<K, V> implements ByKey<K, V> {
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

    /**
     * The list or map of a key, which is added empty when there is none. A key whose list or map is empty again should be
     * {@linkplain #remove removed}.
     *
     * @param hash the key's mixed hash
     * @throws IllegalStateException when the table is not of lists or maps
     */
    @Override
    public V getOrAdd(K key, int hash) {
        V value = get(key, hash);
        if (value == null) {
            value = table.empty(this, key);
            put(key, hash, value);
        }
        return value;
    }

    @Override
    public boolean isCounted() {
        return true;
    }

    @Override
    public boolean mayHaveOthersThan(int keys) {
        return size() != keys;
    }

    @Override
    public KeyWalk<K> keys() {
        return cursor();
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
        if (collected() != null) {
            table.writer().handOver(collected().frozenWalk(value));
        } else if (epochs().isNeeded(mark)) {
            write(key, value);
        }
    }

    @Override
    boolean discardOlder(V value, int mark) {
        return collected() != null ? collected().discardOlder(value) : super.discardOlder(value, mark);
    }

    @Override
    NumberForm numbers() {
        return table.numbers();
    }

    @Override
    Collected<V> collected() {
        return table.collected();
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
