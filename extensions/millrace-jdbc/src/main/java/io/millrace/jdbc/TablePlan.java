package io.millrace.jdbc;

import io.millrace.function.Fn;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows of a table, by the names of their columns.
 *
 * @param <E> the events
 * @param <R> the records
 * @param table the table, as it stands in statements
 * @param type of the records
 * @param keys what tells rows apart; empty where each event is one more row
 * @param before the row that an event takes the place of, or null; null where no event says so
 * @param after the row of an event; null deletes the one before
 */
record TablePlan<E, R>(
        String table,
        Class<R> type,
        List<String> keys,
        Fn<? super E, ? extends R> before,
        Fn<? super E, ? extends R> after)
        implements Plan<E> {

    /** Whether its events are the rows. */
    boolean isPlain() {
        return before == null;
    }

    @SuppressWarnings("unchecked") // the caller knows that its events are the rows
    <F> TablePlan<F, F> asPlain() {
        return (TablePlan<F, F>) this;
    }

    <F> TablePlan<F, R> of(Fn<? super F, ? extends R> row) {
        return new TablePlan<>(table, type, keys, null, row);
    }

    <F> TablePlan<F, R> changes(Fn<? super F, ? extends R> rowBefore, Fn<? super F, ? extends R> rowAfter) {
        if (keys.isEmpty()) {
            throw new IllegalStateException("changes are written by key: say upsert(\"key\") in place of insert()");
        }
        return new TablePlan<>(table, type, keys, rowBefore, rowAfter);
    }

    @Override
    public String target() {
        return "to table " + table;
    }

    @Override
    public Writing<E> on(Connection connection) throws SQLException {
        List<TableColumn> columns = Rows.columns(connection, table, table);
        RecordShape<R> shape = RecordShape.of(type);
        int[] indices = TableColumn.of(shape, columns, table);
        int[] keyComponents = shape.indicesOf(keys, table);
        String quote = connection.getMetaData().getIdentifierQuoteString();
        List<TableColumn> written = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int index : indices) {
            written.add(columns.get(index));
            names.add(Dialect.quoted(columns.get(index).name(), quote));
        }
        List<String> keyNames = new ArrayList<>();
        for (int component : keyComponents) {
            keyNames.add(names.get(component));
        }
        Dialect dialect = Dialect.of(connection.getMetaData());
        String write = keys.isEmpty() ? dialect.insert(table, names) : dialect.upsert(table, names, keyNames);
        return new TableWriting<>(this, shape, written, keyComponents, write, Dialect.delete(table, keyNames));
    }

    private static final class TableWriting<E, R> implements Writing<E> {

        private final TablePlan<E, R> plan;
        private final RecordShape<R> shape;
        private final List<TableColumn> columns;

        /** Which components are the key. */
        private final int[] keys;

        private final String write;
        private final String delete;

        TableWriting(
                TablePlan<E, R> plan,
                RecordShape<R> shape,
                List<TableColumn> columns,
                int[] keys,
                String write,
                String delete) {
            this.plan = plan;
            this.shape = shape;
            this.columns = columns;
            this.keys = keys;
            this.write = write;
            this.delete = delete;
        }

        @Override
        public void write(Connection connection, List<E> events, boolean each) throws Exception {
            Ops.execute(connection, ops(events), write, delete, this::bind, each);
        }

        /** Of several events of a key the last alone. */
        private List<Ops.Op> ops(List<E> events) throws Plan.EventException {
            Map<Object, Ops.Op> byKey = new LinkedHashMap<>();
            for (int i = 0; i < events.size(); i++) {
                try {
                    add(events.get(i), i, byKey);
                } catch (Exception e) {
                    throw new EventException(i, e);
                }
            }
            return new ArrayList<>(byKey.values());
        }

        private void add(E event, int index, Map<Object, Ops.Op> byKey) throws Exception {
            R before = plan.before == null ? null : plan.before.apply(event);
            R after = plan.after.apply(event);
            if (after == null && (keys.length == 0 || before == null)) {
                throw new IllegalArgumentException(
                        "there is null in place of the row of the event: filter it out before"
                                + " the sink, or say what it deletes with changes(before, after)");
            }
            if (before != null && (after == null || !keyOf(before).equals(keyOf(after)))) {
                put(new Ops.Op(true, before, index), byKey);
            }
            if (after != null) {
                put(new Ops.Op(false, after, index), byKey);
            }
        }

        private void put(Ops.Op op, Map<Object, Ops.Op> byKey) {
            Object key = keys.length == 0 ? (Object) op.event() : keyOf(op.row());
            byKey.remove(key);
            byKey.put(key, op);
        }

        private List<Object> keyOf(Object row) {
            List<Object> key = new ArrayList<>(keys.length);
            for (int component : keys) {
                Object value = shape.value(row, component);
                if (value == null) {
                    throw new IllegalArgumentException("the component '"
                            + shape.components().get(component).name() + "' is null, and is part of the key of table "
                            + plan.table + ": filter such events out before the sink");
                }
                key.add(value instanceof BigDecimal number ? number.stripTrailingZeros() : value);
            }
            return key;
        }

        private void bind(PreparedStatement statement, Ops.Op op) throws SQLException {
            int parameter = 1;
            for (int component : keys) {
                if (op.deletes()) {
                    Cells.write(statement, parameter++, shape.value(op.row(), component), columns.get(component));
                }
            }
            for (int component = 0; component < columns.size() && !op.deletes(); component++) {
                Cells.write(statement, parameter++, shape.value(op.row(), component), columns.get(component));
            }
        }
    }
}
