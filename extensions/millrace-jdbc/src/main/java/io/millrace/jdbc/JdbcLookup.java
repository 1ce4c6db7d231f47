package io.millrace.jdbc;

import io.millrace.function.Fn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * Looks a row up: a function that blocks, for {@code lookupBlocking} and {@code mapBlocking}. Each call takes a connection of the DataSource
 * for itself; so that should be one that pools them. Safe to be called by several threads. It does not try again; the verb that calls it does.
 *
 * @param <Q> what a row is looked up by
 * @param <T> what is made of a row
 */
public final class JdbcLookup<Q, T> implements Fn<Q, T> {

    private static final long serialVersionUID = 1;

    private final Rows<T> rows;

    /** The column that has to be equal; null where there is a query. */
    private final String column;

    private final String query;

    /** Worked out by the first call, from what the database says of the columns. */
    private transient volatile Plan<T> plan;

    private record Plan<T>(String sql, Column by, Rows.Mapping<T> mapping) {}

    JdbcLookup(Rows<T> rows, String column) {
        this(rows, column, null);
    }

    private JdbcLookup(Rows<T> rows, String column, String query) {
        this.rows = rows;
        this.column = column;
        this.query = query;
    }

    static <Q, T> JdbcLookup<Q, T> of(Rows<T> rows, String query) {
        return new JdbcLookup<>(rows, null, query);
    }

    /**
     * Asks the database.
     *
     * @param key what to look up by; nothing is found by null
     * @return what is made of the row; null where there is none
     * @throws DatabaseException when the database fails, or there is more than one row
     */
    @Override
    public T apply(Q key) {
        if (key == null) {
            return null;
        }
        try (Connection connection = rows.database().getConnection()) {
            Plan<T> how = plan;
            if (how == null && query == null) {
                how = planFor(connection);
                plan = how;
            }
            try (PreparedStatement statement = connection.prepareStatement(how == null ? query : how.sql())) {
                bind(statement, key, how == null ? null : how.by());
                try (ResultSet found = statement.executeQuery()) {
                    return only(found, key, how);
                }
            }
        } catch (SQLException e) {
            throw new DatabaseException(
                    "a look-up in " + rows.name() + " by '" + key + "' has failed: " + SqlErrors.explained(e), e);
        }
    }

    private T only(ResultSet found, Q key, Plan<T> how) throws SQLException {
        Rows.Mapping<T> mapping = how == null ? mappingOf(found) : how.mapping();
        if (!found.next()) {
            return null;
        }
        T row;
        try {
            row = mapping.event(found);
        } catch (SQLException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new DatabaseException("the row of " + rows.name() + " for '" + key + "' cannot be read", e);
        }
        if (found.next()) {
            throw new DatabaseException(
                    rows.name() + " has more than one row for '" + key
                            + "', and a look-up gives one: look up by what is unique, or by a query that gives one",
                    null);
        }
        return row;
    }

    private Rows.Mapping<T> mappingOf(ResultSet found) throws SQLException {
        Plan<T> how = plan;
        if (how == null) {
            how = new Plan<>(query, null, rows.mapping(Column.of(found.getMetaData(), rows.name())));
            plan = how;
        }
        return how.mapping();
    }

    private Plan<T> planFor(Connection connection) throws SQLException {
        List<Column> columns = rows.columns(connection);
        int index = RecordShape.indexOf(Column.names(columns), column);
        if (index < 0) {
            throw new IllegalArgumentException("table " + rows.name() + " has no column '" + column
                    + "' to look up by, but " + Column.names(columns));
        }
        String quoted = Dialect.quoted(
                columns.get(index).name(), connection.getMetaData().getIdentifierQuoteString());
        String sql = "SELECT * FROM " + rows.from() + " WHERE " + quoted + " = ?";
        return new Plan<>(sql, columns.get(index), rows.mapping(columns));
    }

    private static void bind(PreparedStatement statement, Object key, Column by) throws SQLException {
        if (by != null) {
            Cells.write(statement, 1, key, by);
            return;
        }
        List<?> values = key instanceof List<?> several ? several : List.of(key);
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, plain(values.get(i)));
        }
    }

    private static Object plain(Object value) {
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        return value instanceof Instant time ? time.atOffset(ZoneOffset.UTC) : value;
    }

    /**
     * Why it can be used in this JVM alone.
     *
     * @return the reason; empty where its DataSource is serializable
     */
    public Optional<String> whyNotPortable() {
        return rows.whyNotPortable();
    }

    @Override
    public String toString() {
        return "look-up in " + rows.name();
    }
}
