package io.millrace.state.table;

import io.millrace.state.log.SafeText;
import io.millrace.state.serde.KeyHasher;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.Serdes;
import io.millrace.state.store.RecordReader;
import io.millrace.state.store.RecordWriter;
import io.millrace.state.store.StateHeader;
import io.millrace.state.store.StateKind;
import io.millrace.state.store.UnfitStateException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * All tables of one instance of a keyed operator: they share an epoch, and are written into and read from snapshots
 * together. Confined to the task's thread.
 *
 * @param <K> keys, with equals and a stable hash
 */
public final class Tables<K> {
    private final String operator;
    private final KeyGroupRange groups;
    private final Serde<K> keys;
    private final KeyHasher<K> hasher;
    private final Epoch epoch = new Epoch();
    private final TablesSnapshot<K> snapshot = new TablesSnapshot<>(epoch);
    private final Map<String, Restored> restorable = new LinkedHashMap<>();
    private final List<GroupProgress> progresses = new ArrayList<>();
    private final Set<String> leftOver = new TreeSet<>();
    private RecordReader file;
    private StateHeader agreed;

    /** A state that records can be applied to. */
    private record Restored(StateHeader header, Checker checker, Applier applier, Finisher finisher) {}

    private interface Checker {
        void check(StateHeader found) throws IOException;
    }

    private interface Applier {
        void apply(RecordReader record) throws IOException;
    }

    private interface Finisher {
        void finish() throws IOException;
    }

    /**
     * No tables.
     *
     * @param operator the operator's name, for snapshots and errors
     * @param groups the key groups that the task owns
     * @param keys writes the keys
     * @param hasher hashes the keys that are read
     */
    public Tables(String operator, KeyGroupRange groups, Serde<K> keys, KeyHasher<K> hasher) {
        this.operator = operator;
        this.groups = groups;
        this.keys = keys;
        this.hasher = hasher;
    }

    /** Adds a table of values that are written as a whole. */
    public <V> StateTable<K, V> values(String name, Serde<V> values) {
        StateTable<K, V> table = StateTable.sharing(epoch, name, groups, values.immutable());
        add(table, form(name, StateKind.VALUE, null, null, values));
        restorable(table, new TableReaders.Values<>(table));
        return table;
    }

    /** Adds a table of lists. To replace a list, remove it first. */
    public <E> StateTable<K, ElementList<E>> lists(String name, Serde<E> elements) {
        StateTable<K, ElementList<E>> table = StateTable.sharing(epoch, name, groups, true);
        add(table, form(name, StateKind.LIST, null, null, elements));
        restorable(table, new TableReaders.Lists<>(table));
        return table;
    }

    /** Adds a table of maps. To replace a map, remove it first. */
    public <UK, UV> StateTable<K, ElementMap<UK, UV>> maps(
            String name, Serde<UK> mapKeys, KeyHasher<UK> mapHasher, Serde<UV> mapValues) {
        StateTable<K, ElementMap<UK, UV>> table = StateTable.sharing(epoch, name, groups, true);
        add(table, form(name, StateKind.MAP, mapKeys, mapHasher, mapValues));
        restorable(table, new TableReaders.Maps<>(table));
        return table;
    }

    /** Adds a queue of timers. */
    public TimerQueue<K> timers(String name) {
        TimerQueue<K> timers = TimerQueue.sharing(epoch, name, groups);
        add(timers.timers(), form(name, StateKind.TIMER, null, null, new TimerSerde<K>()));
        restorable(timers.timers(), new TableReaders.Timers<>(timers));
        return timers;
    }

    /** Adds a record of how far each key group has come. */
    public GroupProgress progress(String name) {
        GroupProgress progress = new GroupProgress(name, groups);
        progresses.add(progress);
        StateHeader header = new StateHeader(operator, name, StateKind.PROGRESS, "", "", GroupProgress.TIMES.form());
        snapshot.add(progress, header);
        restorable.put(name, new Restored(header, found -> {}, progress::apply, () -> {}));
        return progress;
    }

    /** The most that any group has come to, of all that is recorded. */
    public long highestProgress() {
        return progresses.stream().mapToLong(GroupProgress::highest).max().orElse(GroupProgress.NONE);
    }

    /** See {@code KeyedState.beginSnapshot}. */
    public void beginSnapshot(RecordWriter out, boolean whole) {
        snapshot.begin(out, whole);
    }

    /** See {@code KeyedState.writeSnapshot}. */
    public boolean writeSnapshot(int entries) {
        return snapshot.write(entries);
    }

    /** See {@code KeyedState.endSnapshot}. */
    public void endSnapshot(boolean complete) {
        snapshot.end(complete);
    }

    /** See {@code KeyedState.wantsWholeSnapshot}. */
    public boolean wantsWholeSnapshot() {
        return snapshot.wantsWhole();
    }

    /** See {@code KeyedState.restore}. */
    public void restore(RecordReader record) throws IOException {
        if (record != file) {
            file = record;
            epoch.advance(); // what a file removes was put by earlier ones
        }
        Restored state = restorable.get(record.state());
        if (state == null) {
            leftOver.add(record.state());
            return;
        }
        if (!record.header().equals(agreed)) {
            requireReadable(record, state);
            agreed = record.header();
        }
        state.applier().apply(record);
    }

    /** See {@code KeyedState.restored}. */
    public void restored() throws IOException {
        file = null;
        agreed = null;
        for (Restored state : restorable.values()) {
            state.finisher().finish();
        }
    }

    /** The names of the states that records were about and that are not there. */
    public Set<String> leftOver() {
        return Set.copyOf(leftOver);
    }

    @SuppressWarnings("unchecked") // the serdes are only given what is in their own table
    private TableForm<K> form(
            String name, StateKind kind, Serde<?> elements, KeyHasher<?> elementHasher, Serde<?> values) {
        String elementForm = elements == null ? "" : Serdes.formOf(elements);
        StateHeader header =
                new StateHeader(operator, name, kind, Serdes.formOf(keys), elementForm, Serdes.formOf(values));
        return new TableForm<>(
                header, keys, hasher, (Serde<Object>) elements, (KeyHasher<Object>) elementHasher, (Serde<Object>)
                        values);
    }

    private void add(StateTable<K, ?> table, TableForm<K> form) {
        table.writer(snapshot.writer(table, form));
    }

    private <V> void restorable(StateTable<K, V> table, TableReader<K, V> reader) {
        TableForm<K> form = table.writer().form();
        restorable.put(table.name(), new Restored(form.header(), form::requireReadable, reader::apply, reader::finish));
    }

    private void requireReadable(RecordReader record, Restored state) throws IOException {
        try {
            requireReadable(record.header(), state);
        } catch (IOException e) {
            throw new UnfitStateException(e.getMessage() + ". It is in " + record.place(), e);
        }
    }

    private void requireReadable(StateHeader found, Restored state) throws IOException {
        requireSame(
                "a state of kind", found.kind().name(), state.header().kind().name(), state.header());
        // a key of another form has another hash, and would be looked for in another key group
        requireSame("keys of the form", found.keyForm(), state.header().keyForm(), state.header());
        try {
            state.checker().check(found);
        } catch (Throwable e) {
            throw new UnfitStateException(
                    "State '" + found.state() + "' of operator '" + operator + "' cannot be read from the snapshot. "
                            + SafeText.message(e),
                    e);
        }
    }

    private void requireSame(String what, String found, String declared, StateHeader state) throws IOException {
        if (!found.equals(declared)) {
            throw new UnfitStateException(
                    "State '" + state.state() + "' of operator '" + operator + "' has " + what + " "
                            + declared + ", the snapshot has " + found
                            + ": declare it as it was, or give the new one a name of its own",
                    null);
        }
    }
}
