package io.millrace.operator;

import io.millrace.state.AggregatingState;
import io.millrace.state.ListSpec;
import io.millrace.state.ListState;
import io.millrace.state.MapSpec;
import io.millrace.state.MapState;
import io.millrace.state.ValueSpec;
import io.millrace.state.ValueState;
import io.millrace.state.serde.Type;

/**
 * What the operators of one's own on keyed streams have in common: {@link KeyedProcess}, {@link ConnectedProcess} and {@link
 * RulesProcess}. State and timers are declared as fields and checked when the job starts.
 *
 * <p>Each parallel task has an instance of its own, which only its thread touches. State handles and timers always
 * speak of the key of the event or timer at hand. They are part of snapshots, other fields are not.
 *
 * @param <K> the keys
 * @param <R> the results
 */
public abstract class StatefulProcess<K, R> {

    private final Declarations<K, R> declarations = new Declarations<>();

    StatefulProcess() {}

    /**
     * Prepares the instance, before its first event and before there is a key: the place to make {@linkplain
     * TaskContext#metrics metrics}, and to take what {@link #close} gives back.
     *
     * @param context which instance it is; may be kept
     * @throws Exception fails the job
     */
    protected void open(TaskContext context) throws Exception {}

    /**
     * Releases what {@link #open} took; called once, also when that has failed.
     *
     * @throws Exception is added to the job's failure, or fails it
     */
    protected void close() throws Exception {}

    /**
     * A snapshot is complete that this instance has given its state for: what was done elsewhere for events before it will
     * not be done again. There is no key at hand. Told as {@link Operator#onSnapshotComplete} is.
     *
     * @param snapshot its number, ascending
     * @throws Exception fails the job
     */
    protected void onSnapshotComplete(long snapshot) throws Exception {}

    /**
     * A snapshot was given up, and the job goes on without it. There is no key at hand. Told as {@link
     * Operator#onSnapshotAborted} is.
     *
     * @param snapshot its number
     * @throws Exception fails the job
     */
    protected void onSnapshotAborted(long snapshot) throws Exception {}

    /**
     * Declares a value per key; to be called while constructing.
     *
     * @param <V> the values
     * @param name unique within the operator, stable across versions of the program
     * @param type the type of the values
     * @return the state
     */
    protected final <V> ValueState<V> value(String name, Class<V> type) {
        return value(name, Type.of(type));
    }

    /**
     * Declares a value of a generic type per key; to be called while constructing.
     *
     * @param <V> the values
     * @param name unique within the operator, stable across versions of the program
     * @param type the type of the values
     * @return the state
     */
    protected final <V> ValueState<V> value(String name, Type<V> type) {
        return value(ValueSpec.of(name, type));
    }

    /**
     * Declares a value per key; to be called while constructing.
     *
     * @param <V> the values
     * @param spec its name and type, and how long it lives
     * @return the state
     */
    protected final <V> ValueState<V> value(ValueSpec<V> spec) {
        return declarations.add(spec);
    }

    /**
     * Declares a list per key; to be called while constructing.
     *
     * @param <E> the elements
     * @param name unique within the operator, stable across versions of the program
     * @param type the type of the elements
     * @return the state
     */
    protected final <E> ListState<E> list(String name, Class<E> type) {
        return list(ListSpec.of(name, type));
    }

    /**
     * Declares a list per key; to be called while constructing.
     *
     * @param <E> the elements
     * @param spec its name and type, and how long it lives
     * @return the state
     */
    protected final <E> ListState<E> list(ListSpec<E> spec) {
        return declarations.add(spec);
    }

    /**
     * Declares a map per key; to be called while constructing.
     *
     * @param <UK> the keys of the map
     * @param <UV> the values of the map
     * @param name unique within the operator, stable across versions of the program
     * @param keyType the type of the map's keys
     * @param valueType the type of the map's values
     * @return the state
     */
    protected final <UK, UV> MapState<UK, UV> map(String name, Class<UK> keyType, Class<UV> valueType) {
        return map(MapSpec.of(name, keyType, valueType));
    }

    /**
     * Declares a map per key; to be called while constructing.
     *
     * @param <UK> the keys of the map
     * @param <UV> the values of the map
     * @param spec its name and types, and how long it lives
     * @return the state
     */
    protected final <UK, UV> MapState<UK, UV> map(MapSpec<UK, UV> spec) {
        return declarations.add(spec);
    }

    /**
     * Declares an aggregate per key; to be called while constructing. The aggregate is told the timestamp of the event or
     * timer at hand.
     *
     * @param <E> what is taken in
     * @param <S> the results of the aggregate
     * @param name unique within the operator, stable across versions of the program
     * @param aggregate how it is taken in
     * @return the state
     */
    protected final <E, S> AggregatingState<E, S> aggregating(
            String name, Aggregate<? super E, ?, ? extends S> aggregate) {
        return aggregating(AggregateSpec.of(name, aggregate));
    }

    /**
     * Declares an aggregate per key; to be called while constructing. The aggregate is told the timestamp of the event or
     * timer at hand.
     *
     * @param <E> what is taken in
     * @param <S> the results of the aggregate
     * @param spec its name and aggregate, and how long it lives
     * @return the state
     */
    protected final <E, S> AggregatingState<E, S> aggregating(AggregateSpec<E, ?, S> spec) {
        return declarations.add(spec);
    }

    /**
     * Declares a timer on event time; to be called while constructing. It fires before the watermark that makes it due
     * is passed on. At the end of a bounded stream every time has come: one that its callback sets anew for ever keeps
     * the job from ending, so set it only while there is something to wait for.
     *
     * @param name unique within the operator, stable across versions of the program
     * @param callback what to do
     * @return the timer
     */
    protected final Timer eventTimer(String name, Timer.Callback<K, R> callback) {
        return declarations.eventTimer(name, callback);
    }

    /**
     * Declares a timer on processing time; to be called while constructing.
     *
     * @param name unique within the operator, stable across versions of the program
     * @param callback what to do
     * @return the timer
     */
    protected final Timer processingTimer(String name, Timer.Callback<K, R> callback) {
        return declarations.processingTimer(name, callback);
    }

    Declarations<K, R> declarations() {
        return declarations;
    }
}
