package io.millrace.state.table;

import io.millrace.state.store.RecordReader;
import java.io.IOException;

/**
 * Puts into a table what a snapshot says of it. What a file removes are entries of the epochs before: each file has an
 * epoch of its own.
 */
abstract class TableReader<K, V> {
    private final StateTable<K, V> table;
    private final TableForm<K> form;

    TableReader(StateTable<K, V> table, TableForm<K> form) {
        this.table = table;
        this.form = form;
    }

    final TableForm<K> form() {
        return form;
    }

    final void apply(RecordReader record) throws IOException {
        switch (record.kind()) {
            case DROP -> drop(record.namespace(), record.firstGroup(), record.lastGroup());
            case PUT, PUT_ELEMENT, RESIZE, REMOVE, REMOVE_ELEMENT -> applyToKey(record);
        }
    }

    private void applyToKey(RecordReader record) throws IOException {
        K key = record.key(form.keys());
        int hash = form.hasher().hash(key);
        if (!table.groups().contains(KeyGroups.groupOf(hash))) {
            return;
        }
        long namespace = record.namespace();
        switch (record.kind()) {
            case PUT -> put(table.slice(namespace), key, hash, record);
            case PUT_ELEMENT -> putElement(table.slice(namespace), key, hash, record);
            case RESIZE -> resize(table.slice(namespace), key, hash, record);
            case REMOVE -> remove(namespace, key, hash);
            case REMOVE_ELEMENT -> removeElement(table.sliceIfPresent(namespace), key, hash, record);
            case DROP -> throw unexpected(record);
        }
    }

    void put(Slice<K, V> slice, K key, int hash, RecordReader record) throws IOException {
        throw unexpected(record);
    }

    void putElement(Slice<K, V> slice, K key, int hash, RecordReader record) throws IOException {
        throw unexpected(record);
    }

    void resize(Slice<K, V> slice, K key, int hash, RecordReader record) throws IOException {
        throw unexpected(record);
    }

    void removeElement(Slice<K, V> slice, K key, int hash, RecordReader record) throws IOException {
        throw unexpected(record);
    }

    /** All records have been applied. */
    void finish() throws IOException {}

    final StateTable<K, V> table() {
        return table;
    }

    private void remove(long namespace, K key, int hash) {
        Slice<K, V> slice = table.sliceIfPresent(namespace);
        V value = slice == null ? null : slice.peek(key, hash);
        if (value != null && slice.discardOlder(value, slice.markOf(key, hash))) {
            slice.remove(key, hash);
        }
    }

    private void drop(long namespace, int first, int last) {
        Slice<K, V> slice = table.sliceIfPresent(namespace);
        if (slice == null) {
            return;
        }
        slice.discardOlder(new KeyGroupRange(first, last));
        // whoever declared a table that is not divided has its only slice
        if (slice.size() == 0 && namespace != 0) {
            table.drop(namespace);
        }
    }

    private IOException unexpected(RecordReader record) {
        return record.damaged("a record " + record.kind() + " is about the state '" + table.name() + "', which is a "
                + form.header().kind());
    }
}
