package io.millrace.state;

import io.millrace.state.serde.KeyHasher;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import io.millrace.state.store.RecordReader;
import io.millrace.state.store.RecordWriter;
import io.millrace.state.table.ElementList;
import io.millrace.state.table.ElementMap;
import io.millrace.state.table.GroupProgress;
import io.millrace.state.table.KeyGroupRange;
import io.millrace.state.table.StateTable;
import io.millrace.state.table.Tables;
import io.millrace.state.table.TimerQueue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
    private final StateSerdes<K> serdes;
    private final Tables<K> tables;
    private final Map<String, Object> states = new HashMap<>();
    private final List<Expiry<K>> expiries = new ArrayList<>();
    private TtlTime time = TtlTime.UNKNOWN;
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
     * No state and no current key; never in a snapshot.
     *
     * @param operator the operator's name, for errors
     * @param groups the key groups that the task owns
     * @param serdes say which values are immutable, and hash the keys of map states
     */
    public KeyedState(String operator, KeyGroupRange groups, SerdeRegistry serdes) {
        this(operator, groups, serdes, null, false);
    }

    /**
     * No state and no current key.
     *
     * @param operator the operator's name, for snapshots and errors
     * @param groups the key groups that the task owns
     * @param serdes write states into snapshots, say which values are immutable, and hash keys
     * @param keyTypeOrNull the type of the keys, null when it is not known
     * @param written whether there may be snapshots: then a state whose types cannot be written is refused when it is
     *     declared
     */
    public KeyedState(
            String operator, KeyGroupRange groups, SerdeRegistry serdes, Type<K> keyTypeOrNull, boolean written) {
        this.operator = operator;
        this.groups = groups;
        this.serdes = new StateSerdes<>(operator, serdes, keyTypeOrNull, written);
        this.tables = new Tables<>(operator, groups, this.serdes.keys(), this.serdes.keyHasher());
    }

    /** Whether there may be snapshots. */
    public boolean isWritten() {
        return serdes.areWritten();
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

    /** Tells what time it is for states with a {@link Ttl}; before the first event. */
    public void goBy(TtlTime newTime) {
        time = newTime;
    }

    /** Declares a value per key. */
    public <V> ValueState<V> value(ValueSpec<V> spec) {
        return value(spec.name(), serdes.serde(spec, "values", spec.type()), spec.ttl());
    }

    /**
     * Declares a value per key that is not told by a type alone.
     *
     * @param ttl how long it lives, or null for as long as the key
     */
    public <V> ValueState<V> value(String name, Serde<V> serde, Ttl ttl) {
        StateTable<K, V> table = table(name, serde);
        ValueState<V> state = new KeyedValue<>(this, describe(name), table.slice(NO_NAMESPACE));
        return ttl == null ? state : new ExpiringValue<>(state, expiry(name, ttl, table, state::clear));
    }

    /** Declares a list per key. */
    public <E> ListState<E> list(ListSpec<E> spec) {
        Serde<E> elements = serdes.serde(spec, "elements", spec.elementType());
        StateTable<K, ElementList<E>> table = declare(spec.name(), () -> tables.lists(spec.name(), elements));
        ListState<E> state = new KeyedList<>(this, describe(spec.name()), table, elements.immutable());
        return spec.ttl() == null
                ? state
                : new ExpiringList<>(state, expiry(spec.name(), spec.ttl(), table, state::clear));
    }

    /** Declares a map per key. */
    public <UK, UV> MapState<UK, UV> map(MapSpec<UK, UV> spec) {
        KeyHasher<UK> hasher = serdes.hasher(spec.keyType());
        Serde<UK> keys = serdes.serde(spec, "map keys", spec.keyType());
        Serde<UV> values = serdes.serde(spec, "map values", spec.valueType());
        StateTable<K, ElementMap<UK, UV>> table =
                declare(spec.name(), () -> tables.maps(spec.name(), keys, hasher, values));
        MapState<UK, UV> state = new KeyedMap<>(this, describe(spec.name()), table, values.immutable(), hasher);
        return spec.ttl() == null
                ? state
                : new ExpiringMap<>(state, expiry(spec.name(), spec.ttl(), table, state::clear));
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

    /**
     * Declares a table that the operator uses by itself.
     *
     * @param serde writes the values; when it says that they are mutable, reading one is a touch
     */
    public <V> StateTable<K, V> table(String name, Serde<V> serde) {
        return declare(name, () -> tables.values(name, serde));
    }

    /** Declares a timer per key. */
    public TimerQueue<K> timers(String name) {
        return declare(name, () -> tables.timers(name));
    }

    /** Declares how far each key group has come. Needs nothing to be known of the keys. */
    public GroupProgress progress(String name) {
        return add(name, () -> tables.progress(name));
    }

    /** The most that any key group has come to, of all that is {@linkplain #progress declared}. */
    public long highestProgress() {
        return tables.highestProgress();
    }

    /** Whether a declared state has a {@link Ttl} of this domain. */
    public boolean expiresIn(Ttl.Domain domain) {
        return expiries.stream().anyMatch(expiry -> expiry.domain() == domain);
    }

    /**
     * When {@link #removeExpired} will have something to do, in a domain of time: never later than an entry expires,
     * and maybe earlier. {@link TimerQueue#NONE} when nothing is going to expire.
     */
    public long nextExpiry(Ttl.Domain domain) {
        long next = TimerQueue.NONE;
        for (int i = 0; i < expiries.size(); i++) {
            if (expiries.get(i).domain() == domain) {
                next = Math.min(next, expiries.get(i).nextDue());
            }
        }
        return next;
    }

    /**
     * Removes entries of states with a {@link Ttl} that have expired by now, in a domain of time. Without a current
     * key; the keys that are looked at become current meanwhile.
     *
     * @param most how many to look at, at least 1
     * @return whether all are removed
     */
    public boolean removeExpired(Ttl.Domain domain, int most) {
        int left = most;
        for (int i = 0; i < expiries.size() && left > 0; i++) {
            if (expiries.get(i).domain() == domain) {
                left -= expiries.get(i).removeExpired(time.reached(domain), left);
            }
        }
        return left > 0;
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
     * The barrier: what is in all states now belongs to a snapshot, what happens to them afterwards does not. In
     * constant time; {@link #writeSnapshot} has to follow until it is done, between any two of which the states may
     * change.
     *
     * @param out takes what belongs to the snapshot, from now until {@link #endSnapshot}
     * @param whole whether to write everything, and not only what has changed since the last complete snapshot
     * @throws IllegalStateException when a snapshot is in flight, or when it is not to be whole but
     *     {@linkplain #wantsWholeSnapshot has to be}
     */
    public void beginSnapshot(RecordWriter out, boolean whole) {
        if (!serdes.areWritten()) {
            throw new IllegalStateException("Operator '" + operator
                    + "' has state that cannot be written: create it with the types that snapshots need");
        }
        tables.beginSnapshot(out, whole);
    }

    /**
     * Writes a portion of the snapshot; nothing while the writer is {@linkplain RecordWriter#isCongested congested}.
     *
     * @param entries how many entries to look at, at most
     * @return whether nothing is left to be written: all of it has been, or the writer has {@linkplain
     *     RecordWriter#failure failed}
     */
    public boolean writeSnapshot(int entries) {
        return tables.writeSnapshot(entries);
    }

    /**
     * The snapshot is over, at whatever it was: everything of it is safe, or else it is void, and what it has written
     * is to be written by the next one. No effect when there is none.
     *
     * @throws IllegalStateException when it is said to be complete, but has not been written to the end
     */
    public void endSnapshot(boolean complete) {
        tables.endSnapshot(complete);
    }

    /**
     * Whether the next snapshot has to be whole: there is no complete one yet, or so much has been removed since that
     * it is not known any more.
     */
    public boolean wantsWholeSnapshot() {
        return tables.wantsWholeSnapshot();
    }

    /**
     * Takes in what a record of this operator says, unless it is about a key of another task. Called before any event,
     * after the operator has declared its states. The files of one task come one after the other, the whole one first;
     * what they say of a state that has not been declared is {@linkplain #leftOver left over}.
     *
     * @throws IOException when it cannot be read as what is declared; it names the state and says what to do
     */
    public void restore(RecordReader record) throws IOException {
        tables.restore(record);
    }

    /**
     * All records have been taken in.
     *
     * @throws IOException when something is missing
     */
    public void restored() throws IOException {
        tables.restored();
        expiries.forEach(Expiry::restored);
    }

    /** The names of the states that a restore has found and nobody has declared. */
    public Set<String> leftOver() {
        return tables.leftOver();
    }

    TtlTime time() {
        return time;
    }

    private Expiry<K> expiry(String name, Ttl ttl, StateTable<K, ?> entries, Runnable removal) {
        StateTable<K, LastUse> uses = table(StateNames.ofUses(name, ttl), new LastUse.TimeSerde());
        Expiry<K> expiry = new Expiry<>(this, ttl, uses, entries, removal);
        expiries.add(expiry);
        return expiry;
    }

    private <S> S declare(String name, Supplier<S> empty) {
        serdes.requireKeys();
        return add(name, empty);
    }

    private <S> S add(String name, Supplier<S> empty) {
        StateNames.check(name);
        if (states.containsKey(name)) {
            throw new IllegalStateException("Operator '" + operator + "' declares the state '" + name
                    + "' twice: give each one a name of its own");
        }
        S state = empty.get();
        states.put(name, state);
        return state;
    }

    private String describe(String name) {
        return "State '" + name + "' of operator '" + operator + "'";
    }
}
