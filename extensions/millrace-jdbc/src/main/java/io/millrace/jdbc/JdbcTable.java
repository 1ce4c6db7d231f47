package io.millrace.jdbc;

import io.millrace.state.serde.Type;
import java.util.List;
import java.util.Objects;

/**
 * A table whose columns are the components of a record by name, both ways: {@code orderId} is the column {@code orderId}, {@code ORDERID} or {@code
 * order_id}. Columns that the record does not have are left alone. Made by {@link Jdbc#table}; immutable.
 *
 * @param <T> the records
 */
public final class JdbcTable<T> {

    private final Rows<T> rows;

    JdbcTable(Rows<T> rows) {
        this.rows = rows;
    }

    /**
     * Reads the rows in the order of a column in which no two are alike, such as an id that is counted up.
     *
     * @param column the column, NOT NULL and best with an index
     * @return the source, which ends when all rows have been read; see {@link PollSource#every}
     */
    public PollSource<T> poll(String column) {
        return new PollSource<>(rows, List.of(column));
    }

    /**
     * Reads the rows in the order of a column in which some may be alike, such as the time of the last change.
     *
     * @param column the column, NOT NULL
     * @param tieBreaker a column that tells apart those that are alike, such as the primary key; an index has best both, in this order
     * @return the source, which ends when all rows have been read; see {@link PollSource#every}
     */
    public PollSource<T> poll(String column, String tieBreaker) {
        return new PollSource<>(rows, List.of(column, tieBreaker));
    }

    /**
     * Looks up a row.
     *
     * @param <Q> what a row is looked up by
     * @param column the column that is to be equal, which is to find one row at most
     * @return the function, which blocks
     */
    public <Q> JdbcLookup<Q, T> lookup(String column) {
        Objects.requireNonNull(column, "the column must not be null");
        return new JdbcLookup<>(rows, column);
    }

    /**
     * Adds a row for each event.
     *
     * @return the sink: at least once as it is, since after a crash some are added again; see {@link JdbcSink#exactlyOnce()}
     */
    public JdbcSink<T> insert() {
        return sink(List.of());
    }

    /**
     * Has one row for each key: an event takes the place of the row of its key, or is added where there is none. To write one again changes nothing.
     *
     * @param key the columns that are the key, or the components: a primary key or unique
     * @return the sink
     * @throws IllegalArgumentException when the record does not have one of them
     */
    public JdbcSink<T> upsert(String... key) {
        if (key.length == 0) {
            throw new IllegalArgumentException("the key of table " + rows.name() + " has to have a column");
        }
        List<String> keys = List.of(key);
        RecordShape.of(rows.type()).indicesOf(keys, rows.name());
        return sink(keys);
    }

    private JdbcSink<T> sink(List<String> keys) {
        TablePlan<T, T> plan = new TablePlan<>(rows.from(), rows.type(), keys, null, row -> row);
        return new JdbcSink<>(rows.database(), plan, Type.of(rows.type()));
    }

    @Override
    public String toString() {
        return "table " + rows.name();
    }
}
