package io.millrace.table;

import io.millrace.EventStream;
import io.millrace.KeyedStream;
import io.millrace.function.BiFn;
import io.millrace.function.Fn;
import io.millrace.function.LambdaTypes;
import io.millrace.state.serde.Type;
import io.millrace.table.Subscribers.ForeignResponse;
import io.millrace.table.Subscribing.ForeignSubscription;
import java.util.Objects;

/**
 * A table whose rows are joined with those of another one that they name.
 *
 * <p>Each task of the right table knows which rows of the left one name its keys, and tells them what there is. So a row
 * of the left table that names another key than before keeps its joined row until it is known what the new key has; then
 * the one takes the place of the other in one change.
 *
 * @param <K> the keys of the left table
 * @param <V> the rows of the left table
 * @param <F> the keys of the right table
 * @param <W> the rows of the right table
 */
public final class ForeignTable<K, V, F, W> {

    private final Table<K, V> left;
    private final Table<F, W> right;
    private final Fn<? super V, ? extends F> foreignKey;

    ForeignTable(Table<K, V> left, Table<F, W> right, Fn<? super V, ? extends F> foreignKey) {
        this.left = left;
        this.right = right;
        this.foreignKey = foreignKey;
    }

    /**
     * A row for each row of the left table that names a key which has a row in the right one.
     *
     * @param <R> the rows of the joined table
     * @param name the name of the operator, unique in the pipeline and stable across versions of the program; what keeps
     *     who names which key is called so with the word "subscribers"
     * @param function from both rows to the joined one, never to null
     * @return the joined table, with the keys of the left one
     */
    public <R> Table<K, R> inner(String name, BiFn<? super V, ? super W, ? extends R> function) {
        return joined(name, true, function);
    }

    /**
     * A row for each row of the left table.
     *
     * @param <R> the rows of the joined table
     * @param name the name of the operator, unique in the pipeline and stable across versions of the program; what keeps
     *     who names which key is called so with the word "subscribers"
     * @param function from both rows, the right one being null where there is none, to the joined one, never to null
     * @return the joined table, with the keys of the left one
     */
    public <R> Table<K, R> left(String name, BiFn<? super V, ? super W, ? extends R> function) {
        return joined(name, false, function);
    }

    @SuppressWarnings("unchecked") // the function says of what type its results are
    private <R> Table<K, R> joined(String name, boolean inner, BiFn<? super V, ? super W, ? extends R> function) {
        Objects.requireNonNull(function, () -> "the function of join '" + name + "' must not be null");
        Type<R> results = (Type<R>) LambdaTypes.ofFunction(function);
        Type<K> keys = left.keyType();
        Type<V> lefts = left.rowType();
        Type<F> foreigns = right.keyType();
        Type<W> rights = right.rowType();
        Fn<? super V, ? extends F> of = foreignKey;
        TableLogic<Object, TableChange<K, R>> logic = TableLogic.<Object, TableChange<K, R>>ofChanges(
                        inner ? "table join by foreign key" : "table left join by foreign key",
                        name,
                        () -> new ForeignRows<K, V, F, W, R>(of, function, inner, lefts, foreigns, rights),
                        Table.changeType(keys, results))
                .named()
                .detail("left", left.name())
                .detail("right", right.name());
        return new Table<>(left.byKey().transform(logic, answers(name)), name, keys, results);
    }

    /** What the tasks of the right table tell the rows of the left one. */
    private KeyedStream<K, ForeignResponse<K, F, W>> answers(String name) {
        Type<K> keys = left.keyType();
        Type<W> rights = right.rowType();
        Table.requireType(keys, name, "the keys of its left table, which it keeps by what they name");
        TableLogic<Object, ForeignResponse<K, F, W>> logic = TableLogic.<Object, ForeignResponse<K, F, W>>ofChanges(
                        "table subscribers", name + " subscribers", () -> new Subscribers<K, F, W>(keys, rights), null)
                .named();
        Fn<ForeignResponse<K, F, W>, K> key = ForeignResponse::key;
        return subscriptions().transform(logic, right.byKey()).keyBy(Fn.typed(key, keys));
    }

    private KeyedStream<F, ForeignSubscription<K, F>> subscriptions() {
        Fn<? super V, ? extends F> of = foreignKey;
        EventStream<ForeignSubscription<K, F>> subscriptions = left.stream()
                .transform(TableLogic.<TableChange<K, V>, ForeignSubscription<K, F>>ofChanges(
                        "table subscriptions", null, () -> new Subscribing<K, V, F>(of), null));
        Fn<ForeignSubscription<K, F>, F> key = ForeignSubscription::foreign;
        return subscriptions.keyBy(right.keyType() == null ? key : Fn.typed(key, right.keyType()));
    }
}
