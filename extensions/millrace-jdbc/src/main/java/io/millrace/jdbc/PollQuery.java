package io.millrace.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The statements that give a page, by the place behind which it begins. */
final class PollQuery<T> {

    private final Rows<T> rows;
    private final PollSource.Options options;
    private final List<Column> columns;
    private final List<KeyColumn> keys;
    private final int[] keyIndices;
    private final List<String> quoted;
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
        columns = rows.columns(connection);
        mapping = rows.mapping(columns);
        keyIndices = options.order().stream().mapToInt(this::indexOf).toArray();
        keys = new ArrayList<>();
        quoted = new ArrayList<>();
        for (int index : keyIndices) {
            keys.add(KeyColumn.of(columns.get(index)));
            quoted.add(Dialect.quoted(columns.get(index).name(), quote));
        }
        if (options.settled() != null && !keys.get(0).isTime()) {
            throw new IllegalArgumentException(
                    keys.get(0).column() + " is no timestamp, by which settled(...) could tell how old a row is");
        }
    }

    private int indexOf(String name) {
        int index = RecordShape.indexOf(Column.names(columns), name);
        if (index < 0) {
            throw new IllegalArgumentException("table " + rows.name() + " has no column '" + name
                    + "' to be read in the order of, but " + Column.names(columns));
        }
        return index;
    }

    List<KeyColumn> keys() {
        return keys;
    }

    /** Rows without a place in the order would never be read. */
    void checkNoNulls(Connection connection) throws SQLException {
        String sql = "SELECT 1 FROM " + rows.from() + " WHERE ("
                + quoted.stream().map(key -> key + " IS NULL").collect(Collectors.joining(" OR ")) + ")" + condition()
                + dialect.limit(1);
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet found = statement.executeQuery()) {
            if (found.next()) {
                throw new IllegalArgumentException(
                        "table " + rows.name() + " has rows that are null in " + options.order()
                                + ", and so have no place in the order: leave them out with where(\"... IS NOT NULL\"), or have"
                                + " the columns NOT NULL");
            }
        }
    }

    /** The rows behind a place, one more than a page has where there are more. */
    List<Row<T>> page(Connection connection, List<Object> behind) throws SQLException {
        Object until = options.settled() == null ? null : timeOf(connection, options.settled());
        try (PreparedStatement statement = connection.prepareStatement(sql(behind != null))) {
            bind(statement, behind, until);
            statement.setFetchSize(options.page() + 1);
            try (ResultSet found = statement.executeQuery()) {
                List<Row<T>> page = new ArrayList<>();
                List<Object> last = behind;
                while (found.next()) {
                    Row<T> row = row(found);
                    checkAhead(last, row.key());
                    last = row.key();
                    page.add(row);
                }
                return page;
            }
        }
    }

    private void checkAhead(List<Object> last, List<Object> key) {
        if (key.equals(last)) {
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
        return "SELECT * FROM " + rows.from() + " WHERE " + (isBehind ? place : first + " IS NOT NULL")
                + (options.settled() == null ? "" : " AND " + first + " <= ?") + condition() + " ORDER BY "
                + String.join(", ", quoted) + dialect.limit(options.page() + 1);
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

    private Object timeOf(Connection connection, Duration back) throws SQLException {
        boolean isZoned = keys.get(0).kind() == KeyColumn.Kind.ZONED;
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT " + (isZoned ? "CURRENT_TIMESTAMP" : "LOCALTIMESTAMP"));
                ResultSet now = statement.executeQuery()) {
            now.next();
            return isZoned
                    ? now.getObject(1, OffsetDateTime.class).minus(back)
                    : now.getObject(1, LocalDateTime.class).minus(back);
        }
    }

    private Row<T> row(ResultSet found) throws SQLException {
        List<Object> key = new ArrayList<>();
        for (int i = 0; i < keyIndices.length; i++) {
            key.add(keys.get(i).kind().read(found, keyIndices[i] + 1));
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
