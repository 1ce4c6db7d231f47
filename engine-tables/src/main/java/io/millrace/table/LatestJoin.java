package io.millrace.table;

import io.millrace.function.BiFn;
import io.millrace.function.Fn;
import io.millrace.graph.KeySelector;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.state.KeyedState;
import io.millrace.state.serde.Type;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;

/** Joins each event, by input 0, with the row that its key has by then; the changes of rows come by input 1. */
final class LatestJoin<K, T, V, R> extends RowByRow<Object, R> {

    private final Fn<? super T, ? extends K> key;
    private final BiFn<? super T, ? super V, ? extends R> function;
    private final boolean inner;
    private final Type<V> rowType;
    private StateTable<K, V> table;
    private Slice<K, V> rows;

    LatestJoin(
            Fn<? super T, ? extends K> key,
            BiFn<? super T, ? super V, ? extends R> function,
            boolean inner,
            Type<V> rowType) {
        this.key = key;
        this.function = function;
        this.inner = inner;
        this.rowType = rowType;
    }

    @Override
    void declare(OperatorContext context) {
        KeyedState<K> keyed = context.keyedState();
        table = keyed.table("rows", keyed.serde("the rows of the table", rowType));
    }

    @Override
    public void onRestored() {
        rows = table.slice(0);
    }

    @Override
    @SuppressWarnings("unchecked") // the inputs are those of TableJoin
    boolean take(int input, Object event, int hash, long timestamp, Output<R> out) throws Exception {
        if (input == 1) {
            keep((TableChange<K, V>) event, hash);
            return true;
        }
        V row = rows.peek(keyOf(input, event), hash);
        if (row != null || !inner) {
            out.emit(given(function.apply((T) event, row), "the function of the join"), timestamp);
        }
        return true;
    }

    private void keep(TableChange<K, V> change, int hash) {
        if (change.after() == null) {
            rows.remove(change.key(), hash);
        } else {
            rows.put(change.key(), hash, change.after());
        }
    }

    @Override
    @SuppressWarnings("unchecked") // see take
    K keyOf(int input, Object event) throws Exception {
        return input == 1 ? ((TableChange<K, V>) event).key() : KeySelector.checked(key.apply((T) event));
    }
}
