package io.millrace.table;

import io.millrace.function.BiFn;
import io.millrace.function.Fn;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.state.KeyedState;
import io.millrace.state.serde.Type;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;
import io.millrace.table.Subscribers.ForeignResponse;
import io.millrace.table.state.Linked;
import java.util.Objects;

/**
 * Joins the rows of the left table, whose changes come by input 0, with what the keys that they name have, which comes by
 * input 1. The two go different ways: an answer may come before the row that has asked for it, and one of a key that is not
 * named any more, after. Answers of a key come in its order, the last one being that its subscription has ended; so those
 * that hold are kept, and that of the key which the row names now is the one that counts.
 */
final class ForeignRows<K, V, F, W, R> extends RowByRow<Object, TableChange<K, R>> {

    private final Fn<? super V, ? extends F> foreignKey;
    private final BiFn<? super V, ? super W, ? extends R> function;
    private final boolean inner;
    private final Type<V> leftType;
    private final Type<F> foreignType;
    private final Type<W> rightType;
    private StateTable<K, Linked<V, F, W>> table;
    private Slice<K, Linked<V, F, W>> rows;

    ForeignRows(
            Fn<? super V, ? extends F> foreignKey,
            BiFn<? super V, ? super W, ? extends R> function,
            boolean inner,
            Type<V> leftType,
            Type<F> foreignType,
            Type<W> rightType) {
        this.foreignKey = foreignKey;
        this.function = function;
        this.inner = inner;
        this.leftType = leftType;
        this.foreignType = foreignType;
        this.rightType = rightType;
    }

    @Override
    void declare(OperatorContext context) {
        KeyedState<K> keyed = context.keyedState();
        table = keyed.table(
                "rows",
                Linked.serde(
                        keyed.serde("the rows of the left table", leftType),
                        keyed.serde("the keys of the right table", foreignType),
                        keyed.serde("the rows of the right table", rightType)));
    }

    @Override
    public void onRestored() {
        rows = table.slice(0);
    }

    @Override
    boolean take(int input, Object event, int hash, long timestamp, Output<TableChange<K, R>> out) throws Exception {
        K key = keyOf(input, event);
        Linked<V, F, W> linked = rows.get(key, hash);
        if (linked == null) {
            linked = new Linked<>();
            rows.put(key, hash, linked);
        }
        note(input, event, timestamp, linked);
        follow(key, linked, timestamp, out);
        if (linked.isEmpty()) {
            rows.remove(key, hash);
        }
        return true;
    }

    @SuppressWarnings("unchecked") // the inputs are those of ForeignTable
    private void note(int input, Object event, long timestamp, Linked<V, F, W> linked) {
        if (input == 0) {
            linked.left = ((TableChange<K, V>) event).after();
            linked.leftTime = timestamp;
            return;
        }
        ForeignResponse<K, F, W> answer = (ForeignResponse<K, F, W>) event;
        if (answer.holds()) {
            linked.hear(new Linked.Heard<>(answer.foreign(), answer.row(), timestamp));
        } else {
            linked.forget(answer.foreign());
        }
    }

    /** Tells what the joined row is now, if that is known and something else than what has been told. */
    private void follow(K key, Linked<V, F, W> linked, long timestamp, Output<TableChange<K, R>> out) throws Exception {
        V left = linked.left;
        F foreign = left == null ? null : foreignKey.apply(left);
        Linked.Heard<F, W> heard = foreign == null ? null : linked.heardOf(foreign);
        if (foreign != null && heard == null) {
            return;
        }
        W right = heard == null ? null : heard.row();
        V toldLeft = inner && right == null ? null : left;
        if (toldLeft == linked.toldLeft && right == linked.toldRight) {
            return;
        }
        R before = joined(linked.toldLeft, linked.toldRight);
        R after = joined(toldLeft, right);
        linked.toldLeft = toldLeft;
        linked.toldRight = right;
        if (!Objects.equals(before, after)) {
            long time = Math.max(timestamp, linked.leftTime);
            out.emit(new TableChange<>(key, before, after), heard == null ? time : Math.max(time, heard.timestamp()));
        }
    }

    private R joined(V left, W right) throws Exception {
        return left == null ? null : given(function.apply(left, right), "the function of the join");
    }

    @Override
    @SuppressWarnings("unchecked") // see note
    K keyOf(int input, Object event) {
        return input == 0 ? ((TableChange<K, V>) event).key() : ((ForeignResponse<K, F, W>) event).key();
    }
}
