package io.millrace.table;

import io.millrace.function.BiFn;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.state.KeyedState;
import io.millrace.state.serde.Type;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;
import io.millrace.table.state.Dated;
import java.util.Objects;

/** Joins the rows of two tables, whose changes come by inputs 0 and 1, by their key. */
final class JoinedRows<K, V, W, R> extends RowByRow<Object, TableChange<K, R>> {

    private final TableTable.Kind kind;
    private final BiFn<? super V, ? super W, ? extends R> function;
    private final Type<V> leftType;
    private final Type<W> rightType;
    private StateTable<K, Dated<V>> leftTable;
    private StateTable<K, Dated<W>> rightTable;
    private Slice<K, Dated<V>> lefts;
    private Slice<K, Dated<W>> rights;

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
        leftTable = keyed.table("left", Dated.serde(keyed.serde("the rows of the left table", leftType)));
        rightTable = keyed.table("right", Dated.serde(keyed.serde("the rows of the right table", rightType)));
    }

    @Override
    public void onRestored() {
        lefts = leftTable.slice(0);
        rights = rightTable.slice(0);
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
        Dated<W> right = rights.peek(change.key(), hash);
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
        Dated<V> left = lefts.peek(change.key(), hash);
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

    private static <K, X> void set(Slice<K, Dated<X>> rows, TableChange<K, X> change, int hash, long timestamp) {
        if (change.after() == null) {
            rows.remove(change.key(), hash);
        } else {
            rows.put(change.key(), hash, new Dated<>(change.after(), timestamp));
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
