package io.millrace.table;

import io.millrace.function.BiFn;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.state.KeyedState;
import io.millrace.state.serde.Type;
import io.millrace.table.state.Dated;
import io.millrace.table.state.DatedRows;
import java.util.Objects;

/** Joins the rows of two tables, whose changes come by inputs 0 and 1, by their key. */
final class JoinedRows<K, V, W, R> extends RowByRow<Object, TableChange<K, R>> {

    private final TableTable.Kind kind;
    private final BiFn<? super V, ? super W, ? extends R> function;
    private final Type<V> leftType;
    private final Type<W> rightType;
    private DatedRows<K, V> lefts;
    private DatedRows<K, W> rights;

    JoinedRows(
            TableTable.Kind kind,
            BiFn<? super V, ? super W, ? extends R> function,
            Type<V> leftType,
            Type<W> rightType) {
        this.kind = kind;
        this.function = function;
        this.leftType = leftType;
        this.rightType = rightType;
    }

    @Override
    void declare(OperatorContext context) {
        KeyedState<K> keyed = context.keyedState();
        lefts = new DatedRows<>(keyed, "left", keyed.serde("the rows of the left table", leftType));
        rights = new DatedRows<>(keyed, "right", keyed.serde("the rows of the right table", rightType));
    }

    @Override
    public void onRestored() {
        lefts.restored();
        rights.restored();
    }

    @Override
    @SuppressWarnings("unchecked") // the inputs are those of TableTable
    boolean take(int input, Object event, int hash, long timestamp, Output<TableChange<K, R>> out) throws Exception {
        return input == 0
                ? takeLeft((TableChange<K, V>) event, hash, timestamp, out)
                : takeRight((TableChange<K, W>) event, hash, timestamp, out);
    }

    private boolean takeLeft(TableChange<K, V> change, int hash, long timestamp, Output<TableChange<K, R>> out)
            throws Exception {
        Dated<W> right = rights.get(change.key(), hash);
        W row = Dated.rowOf(right);
        set(lefts, change, hash, timestamp);
        tell(
                change.key(),
                joined(change.before(), row),
                joined(change.after(), row),
                right == null ? timestamp : Math.max(timestamp, right.timestamp()),
                out);
        return true;
    }

    private boolean takeRight(TableChange<K, W> change, int hash, long timestamp, Output<TableChange<K, R>> out)
            throws Exception {
        Dated<V> left = lefts.get(change.key(), hash);
        V row = Dated.rowOf(left);
        set(rights, change, hash, timestamp);
        tell(
                change.key(),
                joined(row, change.before()),
                joined(row, change.after()),
                left == null ? timestamp : Math.max(timestamp, left.timestamp()),
                out);
        return true;
    }

    private static <K, X> void set(DatedRows<K, X> rows, TableChange<K, X> change, int hash, long timestamp) {
        if (change.after() == null) {
            rows.remove(change.key(), hash);
        } else {
            rows.set(change.key(), hash, change.after(), timestamp);
        }
    }

    private R joined(V left, W right) throws Exception {
        return kind.holds(left, right) ? given(function.apply(left, right), "the function of the join") : null;
    }

    private void tell(K key, R before, R after, long timestamp, Output<TableChange<K, R>> out) {
        if (!Objects.equals(before, after)) {
            out.emit(new TableChange<>(key, before, after), timestamp);
        }
    }

    @Override
    Object keyOf(int input, Object event) {
        return ((TableChange<?, ?>) event).key();
    }
}
