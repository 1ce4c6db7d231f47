package io.millrace.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The statements that give a page, by the place behind which it begins. */
final class PollQuery<T> {

    /** How many rows of the page are alike in the columns of the order: the last column of a page. */
    private static final String ALIKE = "millrace_alike";

    private final Rows<T> rows;
    private final PollSource.Options options;
    private final List<TableColumn> columns;
    private final List<KeyColumn> keys;
    private final int[] keyIndices;
    private final List<String> quoted;
    private final List<String> nullable;
    private final String selected;
    private final Rows.Mapping<T> mapping;
    private final Dialect dialect;

    /**
     * A row that was read.
     *
     * @param event what was made of it; null where that has failed
     * @param error why, or null
     * @param text what it has, where that has failed
     * @param key its place in the order
     */
    record Row<T>(T event, Exception error, String text, List<Object> key) {}

    PollQuery(Rows<T> rows, PollSource.Options options, Connection connection) throws SQLException {
        this.rows = rows;
        this.options = options;
        dialect = Dialect.of(connection.getMetaData());
        String quote = connection.getMetaData().getIdentifierQuoteString();
        List<TableColumn> all = rows.columns(connection);
        List<TableColumn> order = options.order().stream()
                .map(name -> all.get(indexOf(all, name)))
                .toList();
        columns = rows.needed(all, order);
        selected = Rows.selected(columns, quote);
        mapping = rows.mapping(columns);
        keyIndices = order.stream().mapToInt(columns::indexOf).toArray();
        keys = order.stream().map(KeyColumn::of).toList();
        quoted = order.stream()
                .map(column -> Dialect.quoted(column.name(), quote))
                .toList();
        nullable = nullable(connection);
        if (options.settled() != null && !keys.get(0).isTime()) {
            throw new IllegalArgumentException(
                    keys.get(0).column() + " is no timestamp, by which settled(...) could tell how old a row is");
        }
    }

    private int indexOf(List<TableColumn> all, String name) {
        int index = RecordShape.indexOf(TableColumn.names(all), name);
        if (index < 0) {
            throw new IllegalArgumentException("table " + rows.name() + " has no column '" + name
                    + "' to be read in the order of, but " + TableColumn.names(all));
        }
        return index;
    }

    List<KeyColumn> keys() {
        return keys;
    }

    /** The columns of the order that may be null as far as the database says; quoted. */
    private List<String> nullable(Connection connection) throws SQLException {
        List<String> found = new ArrayList<>();
        String sql = "SELECT " + String.join(", ", quoted) + " FROM " + rows.from() + " WHERE 1 = 0";
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet none = statement.executeQuery()) {
            for (int i = 0; i < quoted.size(); i++) {
                if (none.getMetaData().isNullable(i + 1) != ResultSetMetaData.columnNoNulls) {
                    found.add(quoted.get(i));
                }
            }
        }
        return found;
    }

    /**
     * Rows without a place in the order would never be read.
     *
     * @param behind with a second column, which place has been reached, before which none counts any more; null at the beginning
     */
    void checkNoNulls(Connection connection, List<Object> behind) throws SQLException {
        if (nullable.isEmpty()) {
            return;
        }
        boolean isBehind = behind != null && quoted.indexOf(nullable.get(nullable.size() - 1)) > 0;
        String nulls = nullable.stream()
                .map(column -> column + " IS NULL"
                        + (isBehind && quoted.indexOf(column) > 0 ? " AND " + quoted.get(0) + " >= ?" : ""))
                .collect(Collectors.joining(" OR "));
        String sql = "SELECT 1 FROM " + rows.from() + " WHERE (" + nulls + ")" + condition() + dialect.limit(1);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            if (isBehind) {
                keys.get(0).set(statement, 1, behind.get(0));
            }
            try (ResultSet found = statement.executeQuery()) {
                if (found.next()) {
                    throw withoutPlace("has rows that are null in ");
                }
            }
        }
    }

    private IllegalArgumentException withoutPlace(String what) {
        return new IllegalArgumentException("table " + rows.name() + " " + what + options.order()
                + ", and so have no place in the order: leave them out with where(\"... IS NOT NULL\"), or have"
                + " the columns NOT NULL");
    }

    /** The rows behind a place, one more than a page has where there are more. */
    List<Row<T>> page(Connection connection, List<Object> behind) throws SQLException {
        Object until = options.settled() == null ? null : timeOf(connection, options.settled());
        try (PreparedStatement statement = connection.prepareStatement(sql(behind != null))) {
            bind(statement, behind, until);
            statement.setFetchSize(options.page() + 1);
            try (ResultSet found = statement.executeQuery()) {
                List<Row<T>> page = new ArrayList<>();
                while (found.next()) {
                    Row<T> row = row(found);
                    checkAlone(found, row.key());
                    page.add(row);
                }
                if (page.size() <= options.page()) {
                    // such have come meanwhile, maybe, and are on no page
                    checkNoNulls(connection, behind);
                }
                return page;
            }
        }
    }

    private void checkAlone(ResultSet found, List<Object> key) throws SQLException {
        if (found.getInt(columns.size() + 1) > 1) {
            throw new IllegalArgumentException(
                    "table " + rows.name() + " has two rows with " + options.order() + " = " + key
                            + ", so that which has been read cannot be told: name "
                            + (keys.size() > 1 ? "other columns" : "a second column")
                            + " to tell them apart, such as the primary key");
        }
    }

    private String sql(boolean isBehind) {
        String first = quoted.get(0);
        String second = quoted.size() > 1 ? quoted.get(1) : null;
        String place = second == null ? first + " > ?" : first + " >= ? AND (" + first + " > ? OR " + second + " > ?)";
        String order = String.join(", ", quoted);
        String page = "SELECT " + selected + " FROM " + rows.from() + " WHERE "
                + (isBehind ? place : first + " IS NOT NULL")
                + (options.settled() == null ? "" : " AND " + first + " <= ?") + condition() + " ORDER BY " + order
                + dialect.limit(options.page() + 1);
        // What is alike the database says, by whose order it is: it knows its collations and its decimals.
        return "SELECT p.*, COUNT(*) OVER (PARTITION BY " + order + ") AS " + ALIKE + " FROM (" + page + ") p ORDER BY "
                + order;
    }

    private String condition() {
        return options.where() == null ? "" : " AND (" + options.where() + ")";
    }

    private void bind(PreparedStatement statement, List<Object> behind, Object until) throws SQLException {
        int next = 1;
        if (behind != null) {
            keys.get(0).set(statement, next++, behind.get(0));
            if (keys.size() > 1) {
                keys.get(0).set(statement, next++, behind.get(0));
                keys.get(1).set(statement, next++, behind.get(1));
            }
        }
        if (until != null) {
            keys.get(0).set(statement, next, until);
        }
    }

    /** What has no zone is in UTC, whatever the zone of the connection is. */
    private Object timeOf(Connection connection, Duration back) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT CURRENT_TIMESTAMP");
                ResultSet now = statement.executeQuery()) {
            now.next();
            OffsetDateTime until = now.getObject(1, OffsetDateTime.class).minus(back);
            return keys.get(0).kind() == KeyColumn.Kind.ZONED
                    ? until
                    : until.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime();
        }
    }

    private Row<T> row(ResultSet found) throws SQLException {
        List<Object> key = new ArrayList<>();
        for (int i = 0; i < keyIndices.length; i++) {
            key.add(keys.get(i).kind().read(found, keyIndices[i] + 1));
            if (found.wasNull()) {
                throw withoutPlace("has come to have rows that are null in '"
                        + options.order().get(i) + "' of ");
            }
        }
        try {
            return new Row<>(mapping.event(found), null, null, key);
        } catch (Exception e) {
            if (e instanceof SQLException sql && SqlErrors.isPassing(sql)) {
                throw sql;
            }
            return new Row<>(null, e, text(found), key);
        }
    }

    private String text(ResultSet found) throws SQLException {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            cells.add(columns.get(i).name() + "=" + found.getString(i + 1));
        }
        return rows.name() + cells;
    }
}
