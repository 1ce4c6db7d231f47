package io.millrace.table;

import io.millrace.function.Fn;
import io.millrace.function.PredicateFn;
import java.util.Objects;

/** Makes of each row another one, or none, and so of each change a change of that, or none. */
final class ChangedRows<K, V, W> extends RowInPlace<TableChange<K, V>, TableChange<K, W>> {

    private final Fn<? super V, ? extends W> rowOrNull;

    /** @param rowOrNull from a row to another one, or to null for none */
    ChangedRows(Fn<? super V, ? extends W> rowOrNull) {
        this.rowOrNull = rowOrNull;
    }

    static <V> Fn<V, V> filter(PredicateFn<? super V> predicate) {
        return row -> predicate.test(row) ? row : null;
    }

    static <V, W> Fn<V, W> map(Fn<? super V, ? extends W> function) {
        return row -> {
            W mapped = function.apply(row);
            if (mapped == null) {
                throw new NullPointerException("the function of map returned null; filter such rows out before");
            }
            return mapped;
        };
    }

    @Override
    TableChange<K, W> make(TableChange<K, V> change, int hash, long timestamp) throws Exception {
        W before = change.before() == null ? null : rowOrNull.apply(change.before());
        W after = change.after() == null ? null : rowOrNull.apply(change.after());
        return Objects.equals(before, after) ? null : new TableChange<>(change.key(), before, after);
    }

    @Override
    Object keyOf(int input, TableChange<K, V> change) {
        return change.key();
    }
}
