package io.millrace.state;

import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.table.ElementList;
import io.millrace.state.table.ElementMap;
import io.millrace.state.table.Epoch;
import io.millrace.state.table.KeyGroupRange;
import io.millrace.state.table.StateTable;
import io.millrace.state.table.TimerQueue;
import java.util.HashSet;
import java.util.Set;

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
    private final Epoch epoch = new Epoch();
    private final Set<String> names = new HashSet<>();
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
        this.operator = operator;
        this.groups = groups;
        this.serdes = serdes;
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
        register(name);
        return StateTable.sharing(epoch, name, groups, immutableValues);
    }

    /** Declares a timer per key. */
    public TimerQueue<K> timers(String name) {
        register(name);
        return TimerQueue.sharing(epoch, name, groups);
    }

    /** The current epoch of all tables, from 1. */
    public int epoch() {
        return epoch.current();
    }

    /** Starts the next epoch of all tables, in constant time, and returns it: what a barrier does. */
    public int advanceEpoch() {
        return epoch.advance();
    }

    private void register(String name) {
        StateNames.check(name);
        if (!names.add(name)) {
            throw new IllegalStateException("Operator '" + operator + "' declares the state '" + name
                    + "' twice: give each one a name of its own");
        }
    }

    private String describe(String name) {
        return "State '" + name + "' of operator '" + operator + "'";
    }
}
