package io.millrace.state;

import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import io.millrace.state.table.CurrentKey;
import io.millrace.state.table.ElementList;
import io.millrace.state.table.ElementMap;
import io.millrace.state.table.GroupProgress;
import io.millrace.state.table.KeyGroupRange;
import io.millrace.state.table.StateBackend;
import io.millrace.state.table.StateClock;
import io.millrace.state.table.StateTable;
import io.millrace.state.table.TimedRows;
import io.millrace.state.table.TimedSides;
import io.millrace.state.table.TimerQueue;
import java.util.function.Function;

/**
 * The keyed state of one instance of an operator: what it declares when it opens, and the key that it is at. All of it is
 * part of snapshots; the engine writes it, restores it, and removes what has expired. Confined to the task's thread.
 *
 * <p>There are two ways to keep something. A {@linkplain #state state} follows the current key: a value, list, map or
 * aggregate per key, which may {@linkplain Ttl expire}. A {@linkplain #table table} is given the key and its hash at each
 * call, and is divided into namespaces, such as the panes of windows: each can be walked through and dropped as a whole.
 * Names are unique among all that an operator declares, and snapshots know it by them.
 *
 * <pre>{@code
 * public void open(OperatorContext context) {
 *     keys = context.keyedState();
 *     seen = keys.state(ValueSpec.of("seen", Long.class).ttl(Ttl.eventTime(Duration.ofHours(1))));
 *     rows = keys.table(ListSpec.of("rows", Row.class));
 * }
 *
 * public boolean process(int input, Batch<Row> batch, Output<Row> out) {
 *     ...
 *     keys.currentKey(row.user(), batch.hash(i), batch.timestamp(i));
 *     seen.set(seen.getOr(0L) + 1);
 *     rows.slice(paneOf(row)).getOrAdd(row.user(), batch.hash(i)).append(row);
 * }
 * }</pre>
 *
 * @param <K> the keys, with equals and a stable hash
 */
public final class KeyedState<K> {
    private final StateBackend<K> backend;
    private final CurrentKey<K> current;
    private final StateClock eventClock;

    /** The view that an operator has of a back end. */
    public KeyedState(StateBackend<K> backend) {
        this.backend = backend;
        this.current = backend.current();
        this.eventClock = backend.eventClock();
    }

    /** The key groups that the task owns: hashes of keys that come belong to them. */
    public KeyGroupRange groups() {
        return backend.groups();
    }

    /**
     * Sets the current key, which states are about, where there is no event or timer at hand.
     *
     * @param key null when there is none
     * @param hash the key's mixed hash, as the batch or the timer has it
     */
    public void currentKey(K key, int hash) {
        current.set(key, hash);
    }

    /**
     * Sets the current key to that of an event.
     *
     * @param hash the key's mixed hash, as the batch has it
     * @param timestamp the event's: what is written then is written at it, for a {@link Ttl} in event time, and aggregates
     *     are told it
     */
    public void currentKey(K key, int hash, long timestamp) {
        current.setEvent(key, hash, timestamp);
    }

    /**
     * Sets the current key to that of the timer which was polled last. For what expires in event time it is then as late
     * as the timer was due, however much later the watermark is.
     */
    public void currentEventTimer(TimerQueue<K> timers) {
        eventClock.advance(timers.due());
        current.setTimer(timers.key(), timers.hash(), timers.due());
    }

    /** Sets the current key to that of the timer which was polled last, of timers by the clock. */
    public void currentProcessingTimer(TimerQueue<K> timers) {
        current.setTimer(timers.key(), timers.hash(), timers.due());
    }

    /**
     * The current key, never null.
     *
     * @throws IllegalStateException when there is none
     */
    public K currentKey() {
        return current.key();
    }

    /** The mixed hash of the current key. */
    public int currentHash() {
        return current.hash();
    }

    /** The timestamp of the event at hand, or when the timer at hand was due, or {@link CurrentKey#NO_TIME}. */
    public long currentTimestamp() {
        return current.timestamp();
    }

    /**
     * Declares a value, list, map or aggregate per key.
     *
     * @return what speaks of the current key
     * @throws IllegalArgumentException when there may be snapshots, and its types cannot be written
     */
    public <S> S state(StateSpec<S> spec) {
        StateHandle<S> handle = spec.handle();
        handle.bind(backend);
        return handle.state();
    }

    /** Has a state be usable that was declared before the operator opened. */
    public void bind(StateHandle<?> handle) {
        handle.bind(backend);
    }

    /** Declares a table of values. It has no {@link Ttl}. */
    public <V> StateTable<K, V> table(ValueSpec<V> spec) {
        requireForever(spec);
        return table(spec.name(), backend.serde("the values of state '" + spec.name() + "'", spec.type()));
    }

    /**
     * Declares a table of values.
     *
     * @param serde writes the values; when it says that they are mutable, reading one counts as a change
     */
    public <V> StateTable<K, V> table(String name, Serde<V> serde) {
        return backend.values(name, serde);
    }

    /**
     * Declares a table whose values are a few numbers each. It keeps them beside the keys, and no object for an entry: what
     * {@code get} gives is a copy, which is good until the next call and is {@code put} to change the value; see
     * {@link io.millrace.state.table.Slice#locate}.
     *
     * @param width how many numbers a value is, at least 1
     * @param serde writes the values
     */
    public StateTable<K, long[]> table(String name, int width, Serde<long[]> serde) {
        return backend.numbers(name, width, serde);
    }

    /** Declares a table of lists, which are written element by element. It has no {@link Ttl}. */
    public <E> StateTable<K, ElementList<E>> table(ListSpec<E> spec) {
        requireForever(spec);
        return backend.lists(spec.name(), spec.elementType());
    }

    /** Declares a table of maps, which are written element by element. It has no {@link Ttl}. */
    public <UK, UV> StateTable<K, ElementMap<UK, UV>> table(MapSpec<UK, UV> spec) {
        requireForever(spec);
        return backend.maps(spec.name(), spec.keyType(), spec.valueType());
    }

    /**
     * Declares a table of rows by key in the order of their times, which are written one by one. It has no {@link Ttl}.
     *
     * @param values writes the values of the rows
     */
    public <V> StateTable<K, TimedRows<V>> timedRows(String name, Serde<V> values) {
        return backend.timedRows(name, values);
    }

    /**
     * Declares a table of rows by key and side in the order of their times, which are written one by one. It has no {@link
     * Ttl}.
     *
     * @param left writes the values of the left rows
     * @param right writes the values of the right rows
     */
    public <A, B> StateTable<K, TimedSides<A, B>> timedSides(String name, Serde<A> left, Serde<B> right) {
        return backend.timedSides(name, left, right);
    }

    /** Declares a timer per key, in event or processing time: the operator polls those that are due. */
    public TimerQueue<K> timers(String name) {
        return backend.timers(name);
    }

    /** Declares how far each key group has come, as a time that the operator advances. */
    public GroupProgress progress(String name) {
        return backend.progress(name);
    }

    /**
     * How far the watermark has come for each key group, which the engine advances before the operator is told of it. It
     * does not go back when a job goes on from a snapshot: then groups may be ahead of others. Kept from the first call on.
     */
    public GroupProgress eventTime() {
        return backend.eventTime();
    }

    /**
     * As {@link #eventTime}, where the operator says by {@link #advanceEventTime} how far that has come, and not the
     * engine: for one that does not take up events as they come, but later and in another order.
     */
    public GroupProgress ownEventTime() {
        return backend.ownEventTime();
    }

    /** Event time has come so far for all keys, for state that expires as well; it never goes back. */
    public void advanceEventTime(long time) {
        backend.ownEventTime().advance(time);
        eventClock.advance(time);
    }

    /** How many entries and timers there are in all that is declared. */
    public long size() {
        return backend.size();
    }

    /** The serde of a type, for a table: see {@link StateBackend#serde}. */
    public <V> Serde<V> serde(String what, Type<V> typeOrNull) {
        return backend.serde(what, typeOrNull);
    }

    /** The serde that more than a type has to be known to make, for a table: see {@link StateBackend#serdeBy}. */
    public <V> Serde<V> serdeBy(String what, Function<SerdeRegistry, Serde<V>> maker) {
        return backend.serdeBy(what, maker);
    }

    private static void requireForever(StateSpec<?> spec) {
        if (spec.ttl() != null) {
            throw new IllegalArgumentException("State '" + spec.name()
                    + "' has a Ttl, which a table has not: drop its namespaces, or declare it by state(...)");
        }
    }
}
