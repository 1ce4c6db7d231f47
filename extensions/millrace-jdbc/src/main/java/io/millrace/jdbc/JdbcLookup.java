package io.millrace.jdbc;

import io.millrace.function.Fn;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks a row up: a function that blocks, for {@code lookupBlocking} and {@code mapBlocking}. Each call takes a connection of the DataSource
 * for itself; so that should be one that pools them. Safe to be called by several threads. It does not try again; the verb that calls it does. A statement
 * that takes longer than a minute is cancelled, and the call fails.
 *
 * @param <Q> what a row is looked up by
 * @param <T> what is made of a row
 */
public final class JdbcLookup<Q, T> implements Fn<Q, T> {

    private static final long serialVersionUID = 1;

    /** No row is worth waiting longer for; a connection is held all the while. */
    private static final int LONGEST_SECONDS = 60;

    private final Rows<T> rows;

    /** The column that has to be equal; null where there is a query. */
    private final String column;

    private final String query;

    /** Worked out by the first call, from what the database says of the columns. */
    private transient volatile Plan<T> plan;

    /**
     * How it is done.
     *
     * @param by what the database says of the parameters; empty where it says nothing
     * @param columns of the rows, for which the mapping is
     */
    private record Plan<T>(String sql, List<TableColumn> by, List<TableColumn> columns, Rows.Mapping<T> mapping) {

        Plan<T> of(List<TableColumn> changed, Rows.Mapping<T> changedMapping) {
            return new Plan<>(sql, by, changed, changedMapping);
        }
    }

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
            Plan<T> how = planned(connection);
            try (PreparedStatement statement = connection.prepareStatement(how.sql())) {
                bind(statement, key, how.by());
                TimeLimit limit = TimeLimit.of(statement, LONGEST_SECONDS);
                try (limit;
                        ResultSet found = statement.executeQuery()) {
                    return only(found, key, how);
                }
            }
        } catch (SQLException e) {
            throw new DatabaseException(
                    "a look-up in " + rows.name() + " by '" + key + "' has failed: " + SqlErrors.explained(e), e);
        }
    }

    private Plan<T> planned(Connection connection) throws SQLException {
        Plan<T> known = plan;
        if (known == null) {
            known = query == null ? byColumn(connection) : byQuery(connection);
            plan = known;
        }
        return known;
    }

    private T only(ResultSet found, Q key, Plan<T> how) throws SQLException {
        Rows.Mapping<T> mapping = mappingOf(found, how);
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

    /** A query with an asterisk gets other columns when its table does. */
    private Rows.Mapping<T> mappingOf(ResultSet found, Plan<T> how) throws SQLException {
        List<TableColumn> columns = TableColumn.of(found.getMetaData(), rows.name());
        if (columns.equals(how.columns())) {
            return how.mapping();
        }
        Rows.Mapping<T> mapping = rows.mapping(columns);
        plan = how.of(columns, mapping);
        return mapping;
    }

    private Plan<T> byQuery(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            return new Plan<>(query, parameters(statement), List.of(), null);
        }
    }

    private List<TableColumn> parameters(PreparedStatement statement) throws SQLException {
        List<TableColumn> parameters = new ArrayList<>();
        try {
            ParameterMetaData data = statement.getParameterMetaData();
            for (int i = 1; i <= data.getParameterCount(); i++) {
                String type = TableColumn.nameOf(data.getParameterTypeName(i));
                parameters.add(new TableColumn(rows.name(), "parameter " + i, data.getParameterType(i), type));
            }
        } catch (SQLException e) {
            // Not all drivers tell; what is wrong with the query is of this class.
            if (SqlErrors.isPassing(e) || SqlErrors.stateOf(e).startsWith("42")) {
                throw e;
            }
            return List.of();
        }
        return parameters;
    }

    private Plan<T> byColumn(Connection connection) throws SQLException {
        List<TableColumn> columns = rows.columns(connection);
        int index = RecordShape.indexOf(TableColumn.names(columns), column);
        if (index < 0) {
            throw new IllegalArgumentException("table " + rows.name() + " has no column '" + column
                    + "' to look up by, but " + TableColumn.names(columns));
        }
        String quote = connection.getMetaData().getIdentifierQuoteString();
        List<TableColumn> needed = rows.needed(columns, List.of());
        String sql = "SELECT " + Rows.selected(needed, quote) + " FROM " + rows.from() + " WHERE "
                + Dialect.quoted(columns.get(index).name(), quote) + " = ?";
        return new Plan<>(sql, List.of(columns.get(index)), needed, rows.mapping(needed));
    }

    private static void bind(PreparedStatement statement, Object key, List<TableColumn> by) throws SQLException {
        List<?> values = key instanceof List<?> several ? several : List.of(key);
        for (int i = 0; i < values.size(); i++) {
            // a number is compared, not stored: it need not be one that the column can have
            if (i < by.size() && !(values.get(i) instanceof Number)) {
                Cells.write(statement, i + 1, values.get(i), by.get(i));
            } else {
                statement.setObject(i + 1, plain(values.get(i)));
            }
        }
    }

    private static Object plain(Object value) {
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof BigInteger number) {
            return new BigDecimal(number);
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
