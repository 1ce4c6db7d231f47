package io.millrace.table;

import io.millrace.function.BiFn;
import io.millrace.function.LambdaTypes;
import io.millrace.state.serde.Type;
import java.util.Objects;

/**
 * Two tables with the same keys that are joined row by row.
 *
 * @param <K> the keys
 * @param <V> the rows of the left table
 * @param <W> the rows of the right table
 */
public final class TableTable<K, V, W> {

    /** Which keys have a row in the joined table. */
    enum Kind {
        INNER,
        LEFT,
        FULL;

        boolean holds(Object left, Object right) {
            return switch (this) {
                case INNER -> left != null && right != null;
                case LEFT -> left != null;
                case FULL -> left != null || right != null;
            };
        }

        String text() {
            return switch (this) {
                case INNER -> "table join";
                case LEFT -> "table left join";
                case FULL -> "table full join";
            };
        }
    }

    private final Table<K, V> left;
    private final Table<K, W> right;

    TableTable(Table<K, V> left, Table<K, W> right) {
        this.left = left;
        this.right = right;
    }

    /**
     * A row for each key that has a row in both tables.
     *
     * @param <R> the rows of the joined table
     * @param name the name of the operator, unique in the pipeline and stable across versions of the program
     * @param function from both rows to the joined one, never to null
     * @return the joined table
     */
    public <R> Table<K, R> inner(String name, BiFn<? super V, ? super W, ? extends R> function) {
        return joined(name, Kind.INNER, function);
    }

    /**
     * A row for each key that has a row in the left table.
     *
     * @param <R> the rows of the joined table
     * @param name the name of the operator, unique in the pipeline and stable across versions of the program
     * @param function from both rows, the right one being null where there is none, to the joined one, never to null
     * @return the joined table
     */
    public <R> Table<K, R> left(String name, BiFn<? super V, ? super W, ? extends R> function) {
        return joined(name, Kind.LEFT, function);
    }

    /**
     * A row for each key that has a row in one of the tables.
     *
     * @param <R> the rows of the joined table
     * @param name the name of the operator, unique in the pipeline and stable across versions of the program
     * @param function from both rows, one of which is null where there is none, to the joined one, never to null
     * @return the joined table
     */
    public <R> Table<K, R> full(String name, BiFn<? super V, ? super W, ? extends R> function) {
        return joined(name, Kind.FULL, function);
    }

    @SuppressWarnings("unchecked") // the function says of what type its results are
    private <R> Table<K, R> joined(String name, Kind kind, BiFn<? super V, ? super W, ? extends R> function) {
        Objects.requireNonNull(function, () -> "the function of join '" + name + "' must not be null");
        Type<V> lefts = left.rowType();
        Type<W> rights = right.rowType();
        Type<K> keys = left.keyType() == null ? right.keyType() : left.keyType();
        Type<R> results = (Type<R>) LambdaTypes.ofFunction(function);
        TableLogic<Object, TableChange<K, R>> logic = TableLogic.<Object, TableChange<K, R>>ofChanges(
                        kind.text(),
                        name,
                        () -> new JoinedRows<K, V, W, R>(kind, function, lefts, rights),
                        Table.changeType(keys, results))
                .named()
                .detail("left", left.name())
                .detail("right", right.name());
        return new Table<>(left.byKey().transform(logic, right.byKey()), name, keys, results);
    }
}
