package io.millrace.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** The rows of a table as of one moment, in the order of their keys, from one on. */
final class Load implements AutoCloseable {

    private final Connection connection;
    private final Visibility snapshot;
    private final long until;
    private final Instant began;
    private final PreparedStatement statement;
    private final ResultSet rows;
    private final int width;

    /** @param behind the key of the row behind which it begins, as texts; empty for the beginning */
    Load(Replication replication, String from, TableRows<?, ?> table, List<String> behind) throws SQLException {
        connection = replication.connect();
        try {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            snapshot = new Visibility(Replication.one(connection, "SELECT pg_current_snapshot()::text"));
            until = Long.parseLong(
                    Replication.one(connection, "SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint::text"));
            began = now();
            statement = connection.prepareStatement(sql(from, table, !behind.isEmpty()));
            for (int i = 0; i < behind.size(); i++) {
                statement.setString(i + 1, behind.get(i));
            }
            statement.setFetchSize(replication.options().rows);
            rows = statement.executeQuery();
            width = table.columns().size();
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    private Instant now() throws SQLException {
        try (PreparedStatement now = connection.prepareStatement("SELECT now()");
                ResultSet time = now.executeQuery()) {
            time.next();
            return time.getObject(1, OffsetDateTime.class).toInstant();
        }
    }

    private static String sql(String from, TableRows<?, ?> table, boolean isBehind) {
        String keys = quoted(table.keyColumns());
        return "SELECT " + quoted(TableColumn.names(table.columns())) + " FROM " + from
                + (isBehind ? " WHERE (" + keys + ") > (" + parameters(table.keyColumns()) + ")" : "") + " ORDER BY "
                + keys;
    }

    static String quoted(List<String> names) {
        return names.stream().map(name -> Dialect.quoted(name, "\"")).collect(Collectors.joining(", "));
    }

    static String parameters(List<String> names) {
        return String.join(", ", Collections.nCopies(names.size(), "?"));
    }

    Visibility snapshot() {
        return snapshot;
    }

    long until() {
        return until;
    }

    Instant began() {
        return began;
    }

    /** The next row; null at the end. */
    String[] next() throws SQLException {
        if (!rows.next()) {
            return null;
        }
        String[] cells = new String[width];
        for (int i = 0; i < width; i++) {
            cells[i] = rows.getString(i + 1);
        }
        return cells;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // Nothing was written by it.
        }
    }
}
