package io.millrace.state.table;

import io.millrace.state.log.SafeText;
import io.millrace.state.store.RecordReader;
import io.millrace.state.store.StateHeader;
import io.millrace.state.store.StateKind;
import io.millrace.state.store.UnfitStateException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** The states that an operator has declared, by their names: each takes in what a restore finds of it, if it can be read as what is declared. */
final class DeclaredStates {
    /** What the watermark is called among the states, which no operator declares. */
    static final String EVENT_TIME = "event time";

    private final String operator;
    private final Epoch epoch;
    private final Map<String, Declared> states = new LinkedHashMap<>();
    private final Set<String> leftOver = new TreeSet<>();
    private RecordReader file;
    private StateHeader agreed;
    private boolean opened;

    private record Declared(
            StateHeader header,
            LongSupplier size,
            Shower shower,
            Checker checker,
            Applier applier,
            Finisher finisher) {}

    private interface Shower {
        void show(Object key, int hash, Shown out);
    }

    private interface Checker {
        void check(StateHeader found) throws IOException;
    }

    private interface Applier {
        void apply(RecordReader record) throws IOException;
    }

    private interface Finisher {
        void finish() throws IOException;
    }

    DeclaredStates(String operator, Epoch epoch) {
        this.operator = operator;
        this.epoch = epoch;
    }

    /** As {@link StateBackend#opened}. */
    void opened() {
        opened = true;
    }

    long size(Predicate<StateKind> kinds) {
        return states.values().stream()
                .filter(state -> kinds.test(state.header().kind()))
                .mapToLong(state -> state.size().getAsLong())
                .sum();
    }

    void requireNew(String name) {
        if (opened) {
            throw new IllegalStateException("Operator '" + operator + "' declares the state '" + name
                    + "' after it has opened: declare it in open");
        }
        if (states.containsKey(name)) {
            throw new IllegalStateException("Operator '" + operator + "' declares the state '" + name
                    + "' twice: give each one a name of its own");
        }
    }

    @SuppressWarnings("unchecked") // one operator asks, of its own keys
    <K, V> void add(StateTable<K, V> table, TableForm<K> form, TableReader<K, V> reader) {
        states.put(
                table.name(),
                new Declared(
                        form.header(),
                        table::size,
                        (key, hash, out) -> table.show((K) key, hash, out),
                        form::requireReadable,
                        reader::apply,
                        reader::finish));
    }

    void add(GroupProgress progress, StateHeader header) {
        states.put(
                header.state(),
                new Declared(
                        header,
                        () -> 0,
                        (key, hash, out) -> {},
                        found -> requireSame("elements of the form", found.elementForm(), header.elementForm(), header),
                        progress::apply,
                        () -> {}));
    }

    /** As {@link StateBackend#show}. */
    void show(Object key, int hash, Shown out) {
        states.values().forEach(state -> state.shower().show(key, hash, out));
    }

    /** As {@link StateBackend#restore}. */
    void restore(RecordReader record) throws IOException {
        if (record != file) {
            file = record;
            epoch.advance(); // what a file removes was put by earlier ones
        }
        Declared state = states.get(record.state());
        if (state == null) {
            noteLeftOver(record.state());
            return;
        }
        if (!record.header().equals(agreed)) {
            requireReadable(record, state);
            agreed = record.header();
        }
        state.applier().apply(record);
    }

    /** All records have been taken in. */
    void restored() throws IOException {
        file = null;
        agreed = null;
        for (Declared state : states.values()) {
            state.finisher().finish();
        }
    }

    Set<String> leftOver() {
        return Set.copyOf(leftOver);
    }

    private void noteLeftOver(String name) {
        if (!name.equals(EVENT_TIME)) {
            leftOver.add(name);
        }
    }

    private void requireReadable(RecordReader record, Declared state) throws IOException {
        try {
            requireReadable(record.header(), state);
        } catch (IOException e) {
            throw new UnfitStateException(e.getMessage() + ". It is in " + record.place(), e);
        }
    }

    private void requireReadable(StateHeader found, Declared state) throws IOException {
        requireSamePlace(found.kind(), state.header());
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

    private void requireSamePlace(StateKind found, StateHeader state) throws IOException {
        boolean wasStored = found == StateKind.STORED;
        if (wasStored != (state.kind() == StateKind.STORED)) {
            String store = "in a store of its host's";
            String memory = "in memory, and in the snapshot itself";
            throw new UnfitStateException(
                    "State '" + state.state() + "' of operator '" + operator + "' was " + (wasStored ? store : memory)
                            + ", and is to be " + (wasStored ? memory : store)
                            + ": configure the host as it was, or give the state a name of its own",
                    null);
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
