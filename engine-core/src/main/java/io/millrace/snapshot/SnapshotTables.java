package io.millrace.snapshot;

import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import io.millrace.state.store.FileRef;
import io.millrace.state.store.Manifest;
import io.millrace.state.store.Manifest.TaskFiles;
import io.millrace.state.store.RecordReader;
import io.millrace.state.store.SnapshotStore;
import io.millrace.state.table.Cursor;
import io.millrace.state.table.ElementList;
import io.millrace.state.table.ElementMap;
import io.millrace.state.table.KeyGroupRange;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateBackend;
import io.millrace.state.table.StateTable;
import io.millrace.state.table.TimerQueue;
import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads one state of one operator as a job that goes on from the snapshot would, over all key groups. */
final class SnapshotTables<K> {

    private final SnapshotStore store;
    private final Manifest manifest;
    private final String operator;
    private final String state;
    private final StateBackend<K> tables;

    SnapshotTables(
            SnapshotStore store,
            Manifest manifest,
            SerdeRegistry serdes,
            String operator,
            String state,
            Type<K> keyType) {
        this.store = store;
        this.manifest = manifest;
        this.operator = operator;
        this.state = state;
        this.tables = StateBackend.written(operator, KeyGroupRange.ALL, serdes, keyType);
    }

    /** Reads what there is of the one state. */
    interface Reading<K, R> {
        R from(SnapshotTables<K> tables) throws IOException;
    }

    /** What is told of an entry. */
    private interface Copy<K, V, R> {
        R of(K key, int hash, V value);
    }

    <V> Map<K, V> values(Serde<V> values) throws IOException {
        StateTable<K, V> table = tables.values(state, values);
        load();
        return entries(table, (key, hash, value) -> value);
    }

    <E> Map<K, List<E>> lists(Type<E> elements) throws IOException {
        StateTable<K, ElementList<E>> table = tables.lists(state, elements);
        load();
        return entries(table, (key, hash, list) -> List.copyOf(list));
    }

    <UK, UV> Map<K, Map<UK, UV>> maps(Type<UK> keys, Type<UV> values) throws IOException {
        StateTable<K, ElementMap<UK, UV>> table = tables.maps(state, keys, values);
        load();
        return entries(table, (key, hash, map) -> copy(map));
    }

    Map<K, Instant> timers() throws IOException {
        TimerQueue<K> timers = tables.timers(state);
        load();
        return entries(timers.table(), (key, hash, timer) -> Instant.ofEpochMilli(timers.dueOf(key, hash)));
    }

    private void load() throws IOException {
        for (TaskFiles task : manifest.files()) {
            if (task.operators().contains(operator)) {
                for (FileRef file : task.chain()) {
                    load(file);
                }
            }
        }
        tables.restored();
    }

    private void load(FileRef file) throws IOException {
        try (RecordReader reader = new RecordReader(store.open(file))) {
            while (reader.next()) {
                if (reader.operator().equals(operator) && reader.state().equals(state)) {
                    tables.restore(reader);
                }
            }
        }
    }

    /** What a table has that is not divided into windows. */
    private <V, R> Map<K, R> entries(StateTable<K, V> table, Copy<K, V, R> copy) {
        Map<K, R> entries = new LinkedHashMap<>();
        for (Slice<K, V> slice = table.firstSlice(); slice != null; slice = table.sliceAfter(slice.namespace())) {
            if (slice.namespace() != 0) {
                throw new IllegalArgumentException("state '" + state + "' of operator '" + operator
                        + "' is kept per window: only its size is listed");
            }
            Cursor<K, V> cursor = slice.cursor();
            while (cursor.next()) {
                entries.put(cursor.key(), copy.of(cursor.key(), cursor.hash(), cursor.peek()));
            }
        }
        return Collections.unmodifiableMap(entries);
    }

    private static <UK, UV> Map<UK, UV> copy(ElementMap<UK, UV> map) {
        Map<UK, UV> copy = new LinkedHashMap<>();
        Cursor<UK, UV> cursor = map.cursor();
        while (cursor.next()) {
            copy.put(cursor.key(), cursor.peek());
        }
        return Collections.unmodifiableMap(copy);
    }
}
