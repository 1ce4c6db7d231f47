package io.millrace.state.table;

import io.millrace.state.serde.KeyHasher;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import io.millrace.state.store.RecordFiles;
import io.millrace.state.store.RecordReader;
import io.millrace.state.store.RecordWriter;
import io.millrace.state.store.StateHeader;
import io.millrace.state.store.StateKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The keyed state of one instance of an operator as the runtime drives it: it is told the time, takes part in snapshots
 * and is restored from them. The operator itself sees {@code KeyedState}. All tables share one epoch, so that a barrier
 * costs the same however many there are. Created when the task opens, confined to its thread.
 *
 * @param <K> keys, with equals and a stable hash
 */
public final class StateBackend<K> {
    private final String operator;
    private final KeyGroupRange groups;
    private final StateSerdes<K> serdes;
    private final CurrentKey<K> current;
    private final StateClock eventClock;
    private boolean ownEventTime;
    private final StateClock processingClock;
    private final Epoch epoch = new Epoch();
    private final TablesSnapshot<K> snapshot = new TablesSnapshot<>(epoch);
    private final DeclaredStates states;
    private final List<GroupProgress> progresses = new ArrayList<>();
    private final PerKey<K> perKey;

    private StateBackend(String operator, KeyGroupRange groups, StateSerdes<K> serdes) {
        this.operator = operator;
        this.groups = groups;
        this.serdes = serdes;
        this.states = new DeclaredStates(operator, epoch);
        this.perKey = new PerKey<>(this, serdes);
        this.current = new CurrentKey<>(operator);
        this.eventClock = new StateClock(current);
        this.processingClock = new StateClock(current);
    }

    /**
     * No state, of an operator that may be in snapshots: a state whose types cannot be written is refused when it is
     * declared.
     *
     * @param operator the operator's name, for snapshots and errors
     * @param groups the key groups that the task owns
     * @param serdes write states into snapshots, say which values are immutable, and hash keys
     * @param keyTypeOrNull the type of the keys, null when it is not known
     */
    public static <K> StateBackend<K> written(
            String operator, KeyGroupRange groups, SerdeRegistry serdes, Type<K> keyTypeOrNull) {
        return new StateBackend<>(operator, groups, StateSerdes.written(operator, serdes, keyTypeOrNull));
    }

    /**
     * No state, which never is in a snapshot.
     *
     * @param operator the operator's name, for errors
     * @param groups the key groups that the task owns
     * @param serdes say which values are immutable, and hash the keys of maps
     */
    public static <K> StateBackend<K> unwritten(String operator, KeyGroupRange groups, SerdeRegistry serdes) {
        return new StateBackend<>(operator, groups, StateSerdes.unwritten(operator, serdes));
    }

    /** The operator's name. */
    public String operator() {
        return operator;
    }

    /** The key groups that the task owns. */
    public KeyGroupRange groups() {
        return groups;
    }

    /** Whether there may be snapshots. */
    public boolean isWritten() {
        return serdes.areWritten();
    }

    /** The key that states are about, as the operator sets it. */
    public CurrentKey<K> current() {
        return current;
    }

    /** The operator has declared all that it has: what it declared later, nobody would restore, or tell the time. */
    public void opened() {
        states.opened();
    }

    /** How many entries and timers there are in all states: a list or a map of a key is one. */
    public long size() {
        return states.size(kind -> true);
    }

    /** How many of them are timers. */
    public long timers() {
        return states.size(kind -> kind == StateKind.TIMER);
    }

    /** Shows people what there is of a key, in the order of declaration: no touch. */
    public void show(K key, int hash, Shown out) {
        states.show(key, hash, out);
    }

    /**
     * The serde of a type, for a table. Where there are no snapshots it may be one that cannot write.
     *
     * @param what what the type is of, for errors: such as {@code the accumulator}
     * @param typeOrNull null when it is not known
     * @throws IllegalArgumentException when there may be snapshots, and it cannot be written; the message names the
     *     operator and says what to do
     */
    public <V> Serde<V> serde(String what, Type<V> typeOrNull) {
        return serdes.serde(what, typeOrNull);
    }

    /**
     * The serde of what an operator keeps, where more than a type has to be known to make it. Where there are no
     * snapshots it may be one that cannot write.
     *
     * @param what what it is for, for errors
     * @param maker makes the serde
     * @throws IllegalArgumentException when there may be snapshots, and the maker finds none
     */
    public <V> Serde<V> serdeBy(String what, Function<SerdeRegistry, Serde<V>> maker) {
        return serdes.serdeBy(what, maker);
    }

    /** Hashes keys of a type; refuses those without a stable hash. */
    public <T> KeyHasher<T> hasher(Type<T> type) {
        return serdes.hasher(type);
    }

    /** The states that are declared by key alone. */
    public PerKey<K> perKey() {
        return perKey;
    }

    /** Adds a table of values that are written as a whole. */
    public <V> StateTable<K, V> values(String name, Serde<V> values) {
        requireNew(name);
        StateTable<K, V> table = StateTable.sharing(epoch, name, groups, values.immutable());
        TableForm<K> form = form(name, StateKind.VALUE, null, null, values);
        add(table, form, new TableReaders.Values<>(table, form));
        return table;
    }

    /** Adds a table of values that are so many numbers each. */
    public StateTable<K, long[]> numbers(String name, int width, Serde<long[]> values) {
        return this.<long[]>values(name, values).withNumbers(width);
    }

    /** Adds a table of lists. */
    public <E> StateTable<K, ElementList<E>> lists(String name, Type<E> elementType) {
        Serde<E> elements = serde("the elements of state '" + name + "'", elementType);
        requireNew(name);
        StateTable<K, ElementList<E>> table = StateTable.<K, ElementList<E>>sharing(epoch, name, groups, true)
                .of(ElementList.lists(), (slice, key) -> ElementList.in(slice, key, elements.immutable()));
        TableForm<K> form = form(name, StateKind.LIST, null, null, elements);
        add(table, form, new TableReaders.Lists<>(table, form));
        return table;
    }

    /** Adds a table of maps. */
    public <UK, UV> StateTable<K, ElementMap<UK, UV>> maps(String name, Type<UK> keyType, Type<UV> valueType) {
        KeyHasher<UK> mapHasher = serdes.hasher(keyType);
        Serde<UK> mapKeys = serde("the map keys of state '" + name + "'", keyType);
        Serde<UV> mapValues = serde("the map values of state '" + name + "'", valueType);
        requireNew(name);
        StateTable<K, ElementMap<UK, UV>> table = StateTable.<K, ElementMap<UK, UV>>sharing(epoch, name, groups, true)
                .of(ElementMap.maps(), (slice, key) -> ElementMap.in(slice, key, mapHasher, mapValues.immutable()));
        TableForm<K> form = form(name, StateKind.MAP, mapKeys, mapHasher, mapValues);
        add(table, form, new TableReaders.Maps<>(table, form));
        return table;
    }

    /** Adds a table of rows in the order of their times. */
    public <V> StateTable<K, TimedRows<V>> timedRows(String name, Serde<V> values) {
        requireNew(name);
        StateTable<K, TimedRows<V>> table = StateTable.<K, TimedRows<V>>sharing(epoch, name, groups, true)
                .of(TimedRows.collected(), (slice, key) -> new TimedRows<>(slice, key, 0, 1))
                .shownBy((namespace, rows, out) -> ShownRows.show("", rows, out));
        TableForm<K> form = timedForm(name, List.of(values));
        add(table, form, new TableReaders.Timed<K, TimedRows<V>>(table, form, (rows, side) -> rows));
        return table;
    }

    /** Adds a table of rows of two sides. */
    public <A, B> StateTable<K, TimedSides<A, B>> timedSides(String name, Serde<A> left, Serde<B> right) {
        requireNew(name);
        TimedSides.Usual usual = new TimedSides.Usual();
        StateTable<K, TimedSides<A, B>> table = StateTable.<K, TimedSides<A, B>>sharing(epoch, name, groups, true)
                .of(TimedSides.collected(usual), (slice, key) -> TimedSides.in(slice, key, usual));
        TableForm<K> form = timedForm(name, List.of(left, right));
        add(table, form, new TableReaders.Timed<K, TimedSides<A, B>>(table, form, TimedSides::side));
        return table;
    }

    @SuppressWarnings("unchecked") // each serde is only given what is on its side
    private TableForm<K> timedForm(String name, List<Serde<?>> sides) {
        List<Serde<Object>> serdes = new ArrayList<>();
        sides.forEach(side -> serdes.add((Serde<Object>) side));
        return form(name, StateKind.MAP, TimedRowSerde.IDS, null, new TimedRowSerde(serdes));
    }

    /** Adds a queue of timers. */
    public TimerQueue<K> timers(String name) {
        requireNew(name);
        TimerQueue<K> timers = TimerQueue.sharing(epoch, name, groups);
        TableForm<K> form = form(name, StateKind.TIMER, null, null, new TimerQueue.TimerSerde<K>());
        add(timers.timers(), form, new TableReaders.Timers<>(timers, form));
        return timers;
    }

    /** Adds a record of how far each key group has come. Needs nothing to be known of the keys. */
    public GroupProgress progress(String name) {
        requireNewName(name);
        GroupProgress progress = new GroupProgress(name, groups);
        progresses.add(progress);
        StateHeader header = new StateHeader(operator, name, StateKind.PROGRESS, "", "", GroupProgress.TIMES.form());
        snapshot.add(progress, header);
        states.add(progress, header);
        return progress;
    }

    /** Adds what snapshots tell of a state that is in a store: its name and forms, and how many elements have been added. */
    GroupProgress mark(String name, String elementForm) {
        requireNew(name);
        GroupProgress added = new GroupProgress(name, groups);
        added.advance(0);
        StateHeader header = new StateHeader(
                operator, name, StateKind.STORED, Serde.formOf(serdes.keys()), elementForm, GroupProgress.TIMES.form());
        snapshot.add(added, header);
        states.add(added, header);
        return added;
    }

    /** How far event time has come for each key group. Kept, and part of snapshots, from the first call on. */
    public GroupProgress eventTime() {
        if (eventClock.watermarks() == null) {
            eventClock.watermarks(progress(DeclaredStates.EVENT_TIME));
        }
        return eventClock.watermarks();
    }

    /** As {@link #eventTime}, where the operator says how far that has come, and not the watermark. */
    public GroupProgress ownEventTime() {
        ownEventTime = true;
        return eventTime();
    }

    /** Whether the operator says how far event time has come. */
    public boolean hasOwnEventTime() {
        return ownEventTime;
    }

    /** What time it is for what expires in event time; whoever goes by it asks for {@link #eventTime}, too. */
    public StateClock eventClock() {
        return eventClock;
    }

    /** What time it is for what expires by the clock. */
    public StateClock processingClock() {
        return processingClock;
    }

    /** Whether anything depends on {@link #eventTime}, so that it has to be told. */
    public boolean keepsEventTime() {
        return eventClock.watermarks() != null;
    }

    /** The most that any group has come to, of all {@linkplain #progress progress} that is recorded. */
    public long highestProgress() {
        return progresses.stream().mapToLong(GroupProgress::highest).max().orElse(GroupProgress.NONE);
    }

    /**
     * The barrier: what is in all states now belongs to a snapshot, what happens to them afterwards does not. In
     * constant time; {@link #writeSnapshot} has to follow until it is done, between any two of which the states may
     * change.
     *
     * @param out take what belongs to the snapshot, from now until it is completed or abandoned
     * @param whole whether to write everything, and not only what has changed since the last complete snapshot
     * @throws IllegalStateException when a snapshot is in flight, or when it is not to be whole but
     *     {@linkplain #wantsWholeSnapshot has to be}
     */
    public void beginSnapshot(RecordFiles out, boolean whole) {
        if (!isWritten()) {
            throw new IllegalStateException("Operator '" + operator
                    + "' has state that cannot be written: create it with the types that snapshots need");
        }
        perKey.beforeSnapshot();
        snapshot.begin(out, whole);
    }

    /** As {@link #beginSnapshot(RecordFiles, boolean)}, into one file. */
    public void beginSnapshot(RecordWriter out, boolean whole) {
        beginSnapshot(RecordFiles.one(out), whole);
    }

    /**
     * Writes a portion of the snapshot; nothing while the writer is {@linkplain RecordFiles#isCongested congested}.
     *
     * @param entries how many entries to look at, at most
     * @return whether nothing is left to be written: all of it has been, or the writer has {@linkplain
     *     RecordFiles#failure failed}
     */
    public boolean writeSnapshot(int entries) {
        return snapshot.write(entries);
    }

    /**
     * Everything of the snapshot is safe. No effect when there is none in flight.
     *
     * @throws IllegalStateException when it has not been written to the end
     */
    public void completeSnapshot() {
        snapshot.end(true);
    }

    /** The snapshot is void: what it has written is to be written by the next one. No effect when there is none. */
    public void abandonSnapshot() {
        snapshot.end(false);
    }

    /**
     * Whether the next snapshot has to be whole: there is no complete one yet, or so much has been removed since that
     * it is not known any more.
     */
    public boolean wantsWholeSnapshot() {
        return snapshot.wantsWhole();
    }

    /**
     * Takes in what a record of this operator says, unless it is about a key of another task. Called before any event,
     * after the operator has declared its states. The files of one task come one after the other, the whole one first;
     * what they say of a state that has not been declared is {@linkplain #leftOver left over}.
     *
     * @throws IOException when it cannot be read as what is declared; it names the state and says what to do
     */
    public void restore(RecordReader record) throws IOException {
        states.restore(record);
    }

    /**
     * All records have been taken in.
     *
     * @throws IOException when something is missing
     */
    public void restored() throws IOException {
        states.restored();
        eventClock.restored();
        processingClock.restored();
    }

    /** The names of the states that a restore has found and nobody has declared. */
    public Set<String> leftOver() {
        return states.leftOver();
    }

    private void requireNew(String name) {
        serdes.requireKeys();
        requireNewName(name);
    }

    private void requireNewName(String name) {
        StateNames.check(name);
        states.requireNew(name);
    }

    @SuppressWarnings("unchecked") // the serdes are only given what is in their own table
    private TableForm<K> form(
            String name, StateKind kind, Serde<?> elements, KeyHasher<?> elementHasher, Serde<?> values) {
        Serde<K> keys = serdes.keys();
        String elementForm = elements == null ? "" : Serde.formOf(elements);
        StateHeader header =
                new StateHeader(operator, name, kind, Serde.formOf(keys), elementForm, Serde.formOf(values));
        return new TableForm<>(
                header, keys, serdes.keyHasher(), (Serde<Object>) elements, (KeyHasher<Object>) elementHasher, (Serde<
                                Object>)
                        values);
    }

    private <V> void add(StateTable<K, V> table, TableForm<K> form, TableReader<K, V> reader) {
        table.writer(snapshot.writer(table, form));
        states.add(table, form, reader);
    }
}
