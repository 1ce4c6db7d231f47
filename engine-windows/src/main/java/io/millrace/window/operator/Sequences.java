package io.millrace.window.operator;

import io.millrace.function.SupplierFn;
import io.millrace.metrics.Account;
import io.millrace.state.table.Cursor;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The {@link Sequence}s of all keys that have any parts. They are part of snapshots. */
final class Sequences<K, T, A> {

    /** Where keys are looked up: the youngest runs. */
    static final long LOOK_UP = 0;

    /** Those with so many parts: how many there are in a namespace of older runs, until it has to grow. */
    private static final int FEW_KEYS = 1;

    private final StateTable<K, Run<K, T, A>> table;
    private final Layout<A> layout;
    private final SupplierFn<Combination<T, A>> combinations;
    private Slice<K, Run<K, T, A>> youngest;
    private long begun;
    private long ended;

    /**
     * None yet.
     *
     * @param combinations makes one of no parts
     */
    Sequences(StateTable<K, Run<K, T, A>> table, Layout<A> layout, SupplierFn<Combination<T, A>> combinations) {
        this.table = table;
        this.layout = layout;
        this.combinations = combinations;
        youngest = table.slice(LOOK_UP);
    }

    Layout<A> layout() {
        return layout;
    }

    /** What keys are looked up in. */
    Slice<K, Run<K, T, A>> youngest() {
        return youngest;
    }

    /** Makes the sequence of a key that has none, to which a part is to be added at once. */
    Sequence<K, T, A> begin(K key, int hash) {
        Run<K, T, A> run = Run.empty(layout);
        run.slice = youngest;
        youngest.put(key, hash, run);
        begun++;
        return new Sequence<>(this, key, hash, run);
    }

    Combination<T, A> combination() throws Exception {
        return combinations.get();
    }

    /** Calls for each sequence there is, when its runs have been restored. */
    void restored(Consumer<Sequence<K, T, A>> each) {
        for (Cursor<K, Run<K, T, A>> keys = youngest.cursor(); keys.next(); ) {
            keys.peek().slice = youngest;
            keys.peek().sequence = new Sequence<>(this, keys.key(), keys.hash(), keys.peek());
        }
        Map<Sequence<K, T, A>, List<Run<K, T, A>>> older = new HashMap<>();
        for (Slice<K, Run<K, T, A>> slice = table.firstSlice();
                slice != null;
                slice = table.sliceAfter(slice.namespace())) {
            if (slice != youngest) {
                collect(slice, older);
            }
        }
        older.values().forEach(runs -> runs.sort(Comparator.comparingLong(Run::first)));
        for (Cursor<K, Run<K, T, A>> keys = youngest.cursor(); keys.next(); ) {
            Sequence<K, T, A> sequence = keys.peek().sequence;
            sequence.restore(older.getOrDefault(sequence, List.of()));
            each.accept(sequence);
        }
    }

    private void collect(Slice<K, Run<K, T, A>> slice, Map<Sequence<K, T, A>, List<Run<K, T, A>>> older) {
        for (Cursor<K, Run<K, T, A>> keys = slice.cursor(); keys.next(); ) {
            Run<K, T, A> first = slice.namespace() < 0 ? null : youngest.peek(keys.key(), keys.hash());
            if (first == null) {
                throw KeyedPane.damaged("parts of key " + keys.key() + " are missing");
            }
            keys.peek().slice = slice;
            older.computeIfAbsent(first.sequence, unused -> new ArrayList<>()).add(keys.peek());
        }
    }

    /** Has to be called before a run changes: looks it up, once in an epoch. */
    void touch(Run<K, T, A> run) {
        if (run.touchedIn != table.epoch()) {
            run.slice.get(run.sequence.key, run.sequence.hash);
            run.touchedIn = table.epoch();
        }
    }

    void put(Run<K, T, A> run, long namespace) {
        run.slice = table.slice(namespace, FEW_KEYS);
        run.slice.put(run.sequence.key, run.sequence.hash, run);
    }

    /** A run is about to be taken out of its sequence. */
    void remove(Run<K, T, A> run) {
        boolean wasThere = run.slice.remove(run.sequence.key, run.sequence.hash) != null;
        ended += wasThere && run.slice == youngest ? 1 : 0;
        if (run.slice != youngest && run.slice.size() == 0) {
            table.drop(run.slice.namespace());
        }
    }

    /** The keys that have any parts. */
    Account.Held held() {
        return new Account.Held("keys", begun, ended, youngest.size());
    }

    /** Drops everything. */
    void clear() {
        ended += youngest.size();
        for (Slice<K, ?> slice = table.firstSlice(); slice != null; slice = table.firstSlice()) {
            table.drop(slice.namespace());
        }
        youngest = table.slice(LOOK_UP);
    }
}
