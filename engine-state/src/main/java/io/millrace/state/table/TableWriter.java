package io.millrace.state.table;

import io.millrace.state.store.RecordFiles;
import io.millrace.state.store.RecordKind;
import io.millrace.state.store.RecordWriter;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The part of a table in snapshots: its walk, and what changes before the walk has come there. Confined to the task's
 * thread.
 */
final class TableWriter<K> implements TableLog<K> {
    private final TableForm<K> form;
    private final StateTable<K, ?> table;
    private final Tombstones<K> tombstones;

    /** What can no longer be reached, and still has to be written. */
    private final Deque<SnapshotWalk> frozen = new ArrayDeque<>();

    private RecordFiles files;

    /** What the record that is under way goes to. */
    private RecordWriter out;

    /** By which number each file knows the state, plus one; 0 where it has not been introduced. */
    private int[] numbers;

    private boolean done = true;
    private SnapshotWalk live;
    private long reached;

    TableWriter(TableForm<K> form, StateTable<K, ?> table, Tombstones<K> tombstones) {
        this.form = form;
        this.table = table;
        this.tombstones = tombstones;
    }

    void begin(RecordFiles newFiles) {
        files = newFiles;
        numbers = new int[files.count()];
        done = false;
        live = null;
    }

    /** Everything of it is written, or is to be no more. */
    void end() {
        files = null;
        out = null;
        done = true;
        live = null;
        frozen.clear();
    }

    /**
     * Looks at the next entry.
     *
     * @return false when there was none
     */
    boolean next() {
        while (!frozen.isEmpty()) {
            if (frozen.peek().next()) {
                return true;
            }
            frozen.remove();
        }
        while (live == null || !live.next()) {
            if (!nextSlice()) {
                done = true;
                return false;
            }
        }
        return true;
    }

    private boolean nextSlice() {
        Slice<K, ?> slice = live == null ? table.firstSlice() : table.sliceAfter(reached);
        if (slice == null) {
            return false;
        }
        reached = slice.namespace();
        live = new EntriesWalk<>(slice);
        return true;
    }

    @Override
    public void handOver(SnapshotWalk walk) {
        if (!done) {
            frozen.add(walk);
        }
    }

    @Override
    public void put(long namespace, K key, Object value) {
        begin(RecordKind.PUT, namespace, key);
        out.field(form.values(), value);
        out.end();
    }

    @Override
    public void putElement(long namespace, K key, Object element, Object value) {
        begin(RecordKind.PUT_ELEMENT, namespace, key);
        out.field(form.elements(), element);
        out.field(form.values(), value);
        out.end();
    }

    @Override
    public void putElementAt(long namespace, K key, int index, Object value) {
        begin(RecordKind.PUT_ELEMENT, namespace, key);
        out.field(index);
        out.field(form.values(), value);
        out.end();
    }

    @Override
    public void resize(long namespace, K key, int size) {
        begin(RecordKind.RESIZE, namespace, key);
        out.field(size);
        out.end();
    }

    void writeRemoved(long namespace, K key, Object element) {
        if (key == null) {
            writeDropped(namespace);
            return;
        }
        begin(element == null ? RecordKind.REMOVE : RecordKind.REMOVE_ELEMENT, namespace, key);
        if (element != null) {
            out.field(form.elements(), element);
        }
        out.end();
    }

    private void writeDropped(long namespace) {
        KeyGroupRange groups = table.groups();
        if (!files.areDivided()) {
            writeDropped(namespace, 0, groups.first(), groups.last());
            return;
        }
        for (int group = groups.first(); group <= groups.last(); group++) {
            writeDropped(namespace, group, group, group);
        }
    }

    private void writeDropped(long namespace, int file, int firstGroup, int lastGroup) {
        begin(RecordKind.DROP, namespace, file);
        out.field(firstGroup, lastGroup);
        out.end();
    }

    @Override
    public void removed(long namespace, K key, Object elementOrNull) {
        tombstones.add(this, namespace, key, elementOrNull);
    }

    @Override
    public void dropped(long namespace) {
        tombstones.add(this, namespace, null, null);
    }

    private void begin(RecordKind kind, long namespace, K key) {
        begin(
                kind,
                namespace,
                files.areDivided() ? KeyGroups.groupOf(form.hasher().hash(key)) : 0);
        out.field(form.keys(), key);
    }

    private void begin(RecordKind kind, long namespace, int file) {
        out = files.of(file);
        if (numbers[file] == 0) {
            numbers[file] = out.declare(form.header()) + 1;
        }
        out.begin(kind, numbers[file] - 1, namespace);
    }
}
