package io.millrace.jdbc;

import io.millrace.state.serde.Type;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * Databases by JDBC: tables and queries that are read page by page or looked up in, and sinks.
 *
 * <pre>{@code
 * pipeline.source("orders", Jdbc.table(dataSource, "orders", Order.class).poll("id").every(Duration.ofSeconds(1)))
 *         ...
 *         .to("totals", Jdbc.table(dataSource, "totals", Total.class).upsert("user_id"));
 * }</pre>
 *
 * <p>Connections are those of the DataSource, which may pool them; nothing is pooled here. Names of tables and SQL go to the database as they are: they are the program's, and never made of events.
 */
public final class Jdbc {

    private Jdbc() {}

    /**
     * A table whose columns are the components of a record by name.
     *
     * @param <T> the records
     * @param database gives connections
     * @param table the table, with its schema where that is needed, as it stands in statements
     * @param type a record class; its components are numbers, strings, {@code char}, booleans, enums, {@code byte[]}, UUID, Duration, Instant, OffsetDateTime and the Local types of java.time, or an Optional of one, which is empty for null. Those that are primitive take no null
     * @return the table
     * @throws IllegalArgumentException when the class is no such record
     */
    public static <T> JdbcTable<T> table(DataSource database, String table, Class<T> type) {
        return new JdbcTable<>(new Rows<>(database, table, table, type, null));
    }

    /**
     * What a query gives, whose columns are the components of a record by name.
     *
     * @param <T> the records
     * @param database gives connections
     * @param sql the query, without ORDER BY; with parameters only where it is to look up
     * @param type a record class, as for {@link #table}
     * @return the query
     * @throws IllegalArgumentException when the class is no such record
     */
    public static <T> JdbcQuery<T> query(DataSource database, String sql, Class<T> type) {
        return new JdbcQuery<>(rows(database, sql, type, null), sql);
    }

    /**
     * What a query gives, of whose rows a function makes events.
     *
     * @param <T> the events
     * @param database gives connections
     * @param sql the query, without ORDER BY; with parameters only where it is to look up
     * @param type the class of the events, which snapshots need
     * @param reader makes an event of a row
     * @return the query
     */
    public static <T> JdbcQuery<T> query(DataSource database, String sql, Class<T> type, RowReader<T> reader) {
        Objects.requireNonNull(reader, "the RowReader must not be null");
        return new JdbcQuery<>(rows(database, sql, type, reader), sql);
    }

    private static <T> Rows<T> rows(DataSource database, String sql, Class<T> type, RowReader<T> reader) {
        Objects.requireNonNull(sql, "the query must not be null");
        return new Rows<>(database, "(" + sql + ") q", "of '" + sql + "'", type, reader);
    }

    /**
     * The rows of a table of PostgreSQL, and then each change of them, by logical replication. The server needs {@code wal_level = logical}, the user the attribute REPLICATION, and the class path
     * PostgreSQL's driver.
     *
     * @param <K> the keys
     * @param <T> the records
     * @param database an {@code org.postgresql.ds.PGSimpleDataSource}, or a pool that unwraps one: its connections are made anew, in another mode
     * @param table the table, with its schema where that is needed
     * @param keys the class of the keys: one of a column, such as Long, for the primary key, or a record of several columns by name
     * @param type a record class for the rows, as for {@link #table}
     * @param slot the name of the replication slot, which is made when it is not there: lower case letters, digits and underscores, and no other job's
     * @return the source
     * @throws IllegalArgumentException when a class is no such class, or the slot cannot be called so
     */
    public static <K, T> ChangeSource<K, T> changes(
            DataSource database, String table, Class<K> keys, Class<T> type, String slot) {
        return new ChangeSource<>(database, table, keys, type, slot);
    }

    /**
     * A sink that executes a statement for each event.
     *
     * @param <E> the events
     * @param database gives connections
     * @param sql the statement, with parameters
     * @param type the class of the events, not generic
     * @param writer sets the parameters
     * @return the sink; whether to write an event again changes anything is what the statement makes of it
     */
    public static <E> JdbcSink<E> statement(
            DataSource database, String sql, Class<E> type, RowWriter<? super E> writer) {
        Objects.requireNonNull(database, "the DataSource must not be null");
        Objects.requireNonNull(sql, "the statement must not be null");
        Objects.requireNonNull(writer, "the RowWriter must not be null");
        return new JdbcSink<>(database, new SqlPlan<>(sql, writer), Type.of(type));
    }
}
