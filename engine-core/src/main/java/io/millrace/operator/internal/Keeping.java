package io.millrace.operator.internal;

import io.millrace.function.Fn;
import io.millrace.metrics.Account;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.operator.Outstanding;
import io.millrace.state.KeyedState;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.Type;
import io.millrace.state.table.GroupProgress;
import io.millrace.state.table.KeyGroups;
import java.util.Optional;

/**
 * Keeps events by key until event time says what becomes of them, and sets those aside that come behind it.
 *
 * @param <K> the keys
 * @param <T> the events
 */
abstract class Keeping<K, T> implements Operator<T, T> {

    private final Fn<? super T, ? extends K> keyOf;
    private final Type<T> type;
    private OperatorContext context;
    private GroupProgress progress;
    private Late<T> late;

    /** The events that gave way to others of their keys. */
    private long superseded;

    /** @param type the type of the events, or null where it is not known */
    Keeping(Fn<? super T, ? extends K> keyOf, Type<T> type) {
        this.keyOf = keyOf;
        this.type = type;
    }

    @Override
    public final void open(OperatorContext operatorContext) {
        context = operatorContext;
        KeyedState<K> keys = context.keyedState();
        declare(keys, keys.serde("the events that are kept", type));
        progress = keys.eventTime();
        late = new Late<>(context);
    }

    abstract void declare(KeyedState<K> keys, Serde<T> events);

    /** Whether there is no event that has been kept and not been emitted. */
    abstract boolean isEmpty();

    abstract void keep(K key, int hash, T event, long timestamp);

    /** What is kept of a key, and will be told first; null when that is nothing. */
    abstract Outstanding.AtWatermark firstOf(K key, int hash);

    @Override
    @SuppressWarnings("unchecked") // whoever asks for a key of another type finds nothing
    public final Optional<Outstanding> outstanding(Object key, int hash) {
        Outstanding first = firstOf((K) key, hash);
        return Optional.of(first == null ? new Outstanding.Nothing() : first);
    }

    @Override
    public final Optional<Account> account() {
        Account account = Account.passing().with(Account.LATE, late.count()).with("superseded", superseded);
        return Optional.of(isEmpty() ? account : account.keepingSome());
    }

    /** An event is gone for another one of its key. */
    final void isSuperseded() {
        superseded++;
    }

    /** How far event time has come for every key. */
    final long reached() {
        return progress.common();
    }

    @Override
    public final boolean process(int input, Batch<T> batch, Output<T> out) {
        for (int row = 0, size = batch.size(); row < size; row++) {
            T event = batch.value(row);
            long timestamp = batch.timestamp(row);
            int hash = batch.hash(row);
            if (timestamp <= progress.of(KeyGroups.groupOf(hash))) {
                late.emit(event, timestamp);
            } else {
                keepOrTell(event, timestamp, hash);
            }
        }
        return true;
    }

    private void keepOrTell(T event, long timestamp, int hash) {
        K key = null;
        try {
            key = keyOf.apply(event);
            keep(key, hash, event, timestamp);
        } catch (Throwable e) {
            throw context.failure(e, key, event, timestamp);
        }
    }
}
