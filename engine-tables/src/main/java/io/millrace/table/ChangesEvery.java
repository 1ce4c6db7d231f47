package io.millrace.table;

import io.millrace.operator.Output;
import io.millrace.state.serde.Type;
import io.millrace.table.state.Span;

/** Puts the changes of a key within an interval of event time together into one. */
final class ChangesEvery<K, V> extends OnceEach<TableChange<K, V>, K, V> {

    ChangesEvery(long interval, Type<V> rowType) {
        super(interval, "the rows of the table", rowType);
    }

    @Override
    boolean take(int input, TableChange<K, V> change, int hash, long timestamp, Output<TableChange<K, V>> out) {
        if (isTimeOver(hash)) {
            out.emit(change, timestamp);
            return true;
        }
        K key = change.key();
        long start = startFor(key, hash, timestamp);
        Span<V> span = get(key, hash, start);
        set(key, hash, start, new Span<>(span == null ? change.before() : span.before(), change.after()));
        return true;
    }

    @Override
    boolean isKnown(K key, int hash) {
        return true;
    }

    @Override
    V afterLast(K key, Span<V> span) {
        return span.after();
    }

    @Override
    Object keyOf(int input, TableChange<K, V> change) {
        return change.key();
    }
}
