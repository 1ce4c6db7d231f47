package io.millrace.state;

import io.millrace.state.serde.NoSerdeException;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import io.millrace.state.store.RecordReader;
import io.millrace.state.store.RecordWriter;
import io.millrace.state.table.ElementList;
import io.millrace.state.table.ElementMap;
import io.millrace.state.table.Epoch;
import io.millrace.state.table.GroupProgress;
import io.millrace.state.table.KeyGroupRange;
import io.millrace.state.table.StateTable;
import io.millrace.state.table.TimerQueue;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * All state of one instance of a keyed operator, and the key that it is about. Created when the task opens, confined to
 * its thread. The runtime sets the current key before each event and timer; the operator declares its states once, by
 * names that are unique among all of them.
 *
 * <p>All tables share one epoch, so that a barrier costs the same however many states there are.
 *
 * @param <K> the keys, with equals and a stable hash
 */
public final class KeyedState<K> {
    /** The namespace of states that have none. */
    private static final long NO_NAMESPACE = 0;

    private final String operator;
    private final KeyGroupRange groups;
    private final SerdeRegistry serdes;
    private final Epoch epoch;
    private final Map<String, Object> states;
    private final Set<String> declared = new HashSet<>();
    private boolean written;
    private K currentKey;
    private int currentHash;

    /**
     * No state and no current key; the built-in serdes.
     *
     * @param operator the operator's name, for errors
     * @param groups the key groups that the task owns
     */
    public KeyedState(String operator, KeyGroupRange groups) {
        this(operator, groups, SerdeRegistry.standard());
    }

    /**
     * No state and no current key.
     *
     * @param operator the operator's name, for errors
     * @param groups the key groups that the task owns
     * @param serdes say which values are immutable, and hash the keys of map states
     */
    public KeyedState(String operator, KeyGroupRange groups, SerdeRegistry serdes) {
        this(operator, groups, serdes, new Epoch(), new HashMap<>());
    }

    /**
     * No state and no current key.
     *
     * @param operator the operator's name, for errors
     * @param groups the key groups that the task owns
     * @param serdes the serdes of the job
     * @param keyType the type of the keys, or null where it is not known
     * @param written whether there are snapshots, which need the types of all state
     */
    public KeyedState(String operator, KeyGroupRange groups, SerdeRegistry serdes, Type<K> keyType, boolean written) {
        this(operator, groups, serdes, new Epoch(), new HashMap<>());
        this.written = written;
        if (written) {
            serde("keys", keyType);
        }
    }

    private KeyedState(
            String operator, KeyGroupRange groups, SerdeRegistry serdes, Epoch epoch, Map<String, Object> states) {
        this.operator = operator;
        this.groups = groups;
        this.serdes = serdes;
        this.epoch = epoch;
        this.states = states;
    }

    /**
     * The same state for another instance of the operator, which declares it anew and finds what is in it. The instance
     * that had it so far must not be used any more.
     */
    public KeyedState<K> handOver() {
        return new KeyedState<>(operator, groups, serdes, epoch, states);
    }

    /** The operator's name. */
    public String operator() {
        return operator;
    }

    /** The key groups that the task owns. */
    public KeyGroupRange groups() {
        return groups;
    }

    /**
     * Sets the current key.
     *
     * @param key null when there is none, as between events
     * @param hash the key's mixed hash
     */
    public void currentKey(K key, int hash) {
        currentKey = key;
        currentHash = hash;
    }

    /** The current key, never null. */
    public K currentKey() {
        if (currentKey == null) {
            throw new IllegalStateException("Operator '" + operator
                    + "' uses keyed state without a current key: use it only while an event or a timer is processed");
        }
        return currentKey;
    }

    /** The mixed hash of the current key. */
    public int currentHash() {
        return currentHash;
    }

    /** Declares a value per key. */
    public <V> ValueState<V> value(ValueSpec<V> spec) {
        boolean immutable = serdes.isImmutable(spec.type());
        StateTable<K, V> table = table(spec.name(), immutable);
        return new KeyedValue<>(this, describe(spec.name()), table.slice(NO_NAMESPACE));
    }

    /** Declares a list per key. */
    public <E> ListState<E> list(ListSpec<E> spec) {
        boolean immutable = serdes.isImmutable(spec.elementType());
        StateTable<K, ElementList<E>> table = table(spec.name(), true);
        return new KeyedList<>(this, describe(spec.name()), table, immutable);
    }

    /** Declares a map per key. */
    public <UK, UV> MapState<UK, UV> map(MapSpec<UK, UV> spec) {
        boolean immutable = serdes.isImmutable(spec.valueType());
        StateTable<K, ElementMap<UK, UV>> table = table(spec.name(), true);
        return new KeyedMap<>(this, describe(spec.name()), table, immutable, serdes.hasher(spec.keyType()));
    }

    /**
     * Declares a table that the operator uses by itself.
     *
     * @param immutableValues whether values never change, so that reading one is not a touch
     */
    public <V> StateTable<K, V> table(String name, boolean immutableValues) {
        return declare(name, StateTable.class, () -> StateTable.sharing(epoch, name, groups, immutableValues));
    }

    /** Declares a table whose values a serde writes. */
    public <V> StateTable<K, V> table(String name, Serde<V> values) {
        return table(name, values.immutable());
    }

    /**
     * The serde of what an operator keeps.
     *
     * @param what what it is, for errors
     * @throws NoSerdeException when there are snapshots and there is no serde; it names the operator, the thing and
     *     what to do
     */
    public <V> Serde<V> serde(String what, Type<V> type) {
        return serde(what, registry -> registry.serde(type));
    }

    /**
     * The serde of what an operator keeps, where more than a type has to be known to make it.
     *
     * @param what what it is, for errors
     * @param maker makes the serde; not asked when there are no snapshots
     * @throws NoSerdeException what the maker throws; it names the operator and the thing, too
     */
    public <V> Serde<V> serde(String what, Function<SerdeRegistry, Serde<V>> maker) {
        if (!written) {
            return new UnwrittenSerde<>();
        }
        try {
            return maker.apply(serdes);
        } catch (NoSerdeException e) {
            throw new NoSerdeException(
                    "Operator '" + operator + "' cannot take snapshots of its " + what + ": " + e.getMessage(), e);
        }
    }

    /** Declares a timer per key. */
    public TimerQueue<K> timers(String name) {
        return declare(name, TimerQueue.class, () -> TimerQueue.sharing(epoch, name, groups));
    }

    /** Declares how far each key group has come. */
    public GroupProgress progress(String name) {
        return declare(name, GroupProgress.class, () -> new GroupProgress(name, groups));
    }

    /** How many entries and timers there are in all states. */
    public long size() {
        long size = 0;
        for (Object state : states.values()) {
            if (state instanceof StateTable<?, ?> table) {
                size += table.size();
            } else if (state instanceof TimerQueue<?> timers) {
                size += timers.size();
            }
        }
        return size;
    }

    /**
     * The barrier: what is in all states now belongs to a snapshot, what happens to them afterwards does not. In constant
     * time; {@link #writeSnapshot} has to follow until it is done, between any two of which the states may change.
     *
     * @param out takes what belongs to the snapshot, from now until {@link #endSnapshot}
     * @param whole whether to write everything, and not only what has changed since the last complete snapshot
     */
    public void beginSnapshot(RecordWriter out, boolean whole) {
        epoch.advance();
    }

    /**
     * Writes a portion of the snapshot.
     *
     * @param entries how many entries to look at, at most
     * @return whether all of it is written
     */
    public boolean writeSnapshot(int entries) {
        return true;
    }

    /**
     * The snapshot is over, at whatever it was: everything of it is safe, or else it is void, and what it has written
     * is to be written by the next one. No effect when there is none.
     */
    public void endSnapshot(boolean complete) {}

    /** Whether so much has been removed that it is cheaper to write the next snapshot whole. */
    public boolean wantsWholeSnapshot() {
        return false;
    }

    /**
     * Takes in what a record of this operator says, unless it is about a key of another task. Before any event; records
     * may come before their states are declared.
     *
     * @throws IOException when it cannot be read as what is declared; it names the state and says what to do
     */
    public void restore(RecordReader record) throws IOException {}

    /** All records have been taken in. */
    public void restored() {}

    /** The current epoch of all tables, from 1. */
    public int epoch() {
        return epoch.current();
    }

    /** Starts the next epoch of all tables, in constant time, and returns it: what a barrier does. */
    public int advanceEpoch() {
        return epoch.advance();
    }

    @SuppressWarnings("unchecked") // an operator declares the same states each time, of the same types
    private <S> S declare(String name, Class<?> kind, Supplier<S> empty) {
        StateNames.check(name);
        if (!declared.add(name)) {
            throw new IllegalStateException("Operator '" + operator + "' declares the state '" + name
                    + "' twice: give each one a name of its own");
        }
        Object state = states.computeIfAbsent(name, unused -> empty.get());
        if (!kind.isInstance(state)) {
            throw new IllegalStateException("Operator '" + operator + "' declares the state '" + name
                    + "', which is there as another kind: give the new one a name of its own");
        }
        return (S) state;
    }

    private String describe(String name) {
        return "State '" + name + "' of operator '" + operator + "'";
    }
}
