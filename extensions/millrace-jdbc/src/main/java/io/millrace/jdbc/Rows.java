package io.millrace.jdbc;

import java.io.Serializable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/**
 * Where rows come from, and what is made of one.
 *
 * @param database connections
 * @param from a table, or a query in parentheses with a name, as it stands behind FROM
 * @param name what messages call it
 * @param type the class of what is made
 * @param reader makes it; null where columns are the components of a record
 */
record Rows<T>(DataSource database, String from, String name, Class<T> type, RowReader<T> reader)
        implements Serializable {

    Rows {
        Objects.requireNonNull(database, "the DataSource must not be null");
        Objects.requireNonNull(from, "the table must not be null");
        Objects.requireNonNull(type, "the class of the rows must not be null");
        if (reader == null) {
            RecordShape.of(type);
        }
    }

    /** What makes an event of a row of this. */
    interface Mapping<T> {
        T event(ResultSet row) throws Exception;
    }

    List<TableColumn> columns(Connection connection) throws SQLException {
        return columns(connection, from, name);
    }

    /** The columns of what stands behind FROM. */
    static List<TableColumn> columns(Connection connection, String from, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT * FROM " + from + " WHERE 1 = 0");
                ResultSet none = statement.executeQuery()) {
            return TableColumn.of(none.getMetaData(), name);
        }
    }

    /** Of all columns those that events are made of, and others that are wanted: what the table has else may come and go. */
    List<TableColumn> needed(List<TableColumn> all, List<TableColumn> others) {
        if (reader != null) {
            return all;
        }
        Set<TableColumn> needed = new LinkedHashSet<>(others);
        IntStream.of(TableColumn.of(RecordShape.of(type), all, name))
                .mapToObj(all::get)
                .forEach(needed::add);
        return List.copyOf(needed);
    }

    /** What stands behind SELECT, so that rows have these columns at these places, whatever the table gets besides. */
    static String selected(List<TableColumn> columns, String quote) {
        List<String> names = TableColumn.names(columns);
        // Of two that are called the same a query can be read by place alone.
        return new HashSet<>(names).size() < names.size()
                ? "*"
                : names.stream().map(name -> Dialect.quoted(name, quote)).collect(Collectors.joining(", "));
    }

    /** Where each row has the columns that are given. */
    Mapping<T> mapping(List<TableColumn> columns) {
        if (reader != null) {
            return row -> Objects.requireNonNull(
                    reader.read(row),
                    () -> "the RowReader of " + name + " has returned null: leave rows out by a condition");
        }
        RecordShape<T> shape = RecordShape.of(type);
        int[] indices = TableColumn.of(shape, columns, name);
        return row -> event(row, shape, indices, columns);
    }

    private static <T> T event(ResultSet row, RecordShape<T> shape, int[] indices, List<TableColumn> columns)
            throws SQLException {
        Object[] values = new Object[indices.length];
        for (int i = 0; i < values.length; i++) {
            int at = indices[i];
            values[i] =
                    Cells.read(row, at + 1, columns.get(at), shape.components().get(i));
        }
        return shape.make(values);
    }

    Optional<String> whyNotPortable() {
        return portability(database);
    }

    static Optional<String> portability(DataSource database) {
        return database instanceof Serializable
                ? Optional.empty()
                : Optional.of("its " + database.getClass().getName()
                        + " is of this JVM; a DataSource that is serializable, as those of drivers are, can go along");
    }
}
