package io.millrace.table;

import io.millrace.function.Fn;
import io.millrace.operator.Output;

/** Tells the right table which of its keys a row of the left one names, whenever that has changed. */
final class Subscribing<K, V, F> extends RowByRow<TableChange<K, V>, Subscribing.ForeignSubscription<K, F>> {

    private final Fn<? super V, ? extends F> foreignKey;

    Subscribing(Fn<? super V, ? extends F> foreignKey) {
        this.foreignKey = foreignKey;
    }

    @Override
    boolean take(int input, TableChange<K, V> change, int hash, long timestamp, Output<ForeignSubscription<K, F>> out)
            throws Exception {
        F before = change.before() == null ? null : foreignKey.apply(change.before());
        F after = change.after() == null ? null : foreignKey.apply(change.after());
        if (before != null && before.equals(after)) {
            return true;
        }
        if (before != null) {
            out.emit(new ForeignSubscription<>(before, change.key(), false), timestamp);
        }
        if (after != null) {
            out.emit(new ForeignSubscription<>(after, change.key(), true), timestamp);
        }
        return true;
    }

    @Override
    Object keyOf(int input, TableChange<K, V> change) {
        return change.key();
    }

    /**
     * That a row of the left table names a key of the right one, from now on or no longer.
     *
     * @param foreign the key of the right table
     * @param key the key of the left row
     * @param holds whether it names it
     */
    record ForeignSubscription<K, F>(F foreign, K key, boolean holds) {}
}
