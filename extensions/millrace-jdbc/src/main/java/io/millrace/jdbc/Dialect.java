package io.millrace.jdbc;

import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How a database says what standard SQL does not, or says otherwise. */
enum Dialect {
    /** {@code ON CONFLICT}: PostgreSQL, SQLite, DuckDB. */
    CONFLICT,
    /** {@code MERGE ... KEY}. */
    H2,
    /** {@code ON DUPLICATE KEY}: MySQL, MariaDB. */
    DUPLICATE,
    /** {@code MERGE} of the standard. */
    STANDARD;

    static Dialect of(DatabaseMetaData data) throws SQLException {
        String product = data.getDatabaseProductName().toLowerCase(Locale.ROOT);
        if (product.contains("postgres") || product.contains("sqlite") || product.contains("duckdb")) {
            return CONFLICT;
        }
        if (product.equals("h2")) {
            return H2;
        }
        return product.contains("mysql") || product.contains("mariadb") ? DUPLICATE : STANDARD;
    }

    /** What follows an ORDER BY. */
    String limit(int rows) {
        return this == STANDARD ? " FETCH FIRST " + rows + " ROWS ONLY" : " LIMIT " + rows;
    }

    /** A statement with a parameter for each column; names are quoted already. */
    String insert(String table, List<String> columns) {
        return "INSERT INTO " + table + " (" + String.join(", ", columns) + ") VALUES (" + parameters(columns) + ")";
    }

    /** A statement with a parameter for each column, that leaves one row for the key. */
    String upsert(String table, List<String> columns, List<String> keys) {
        List<String> others =
                columns.stream().filter(column -> !keys.contains(column)).toList();
        return switch (this) {
            case CONFLICT ->
                insert(table, columns) + " ON CONFLICT (" + String.join(", ", keys) + ") "
                        + (others.isEmpty()
                                ? "DO NOTHING"
                                : "DO UPDATE SET " + set(others, column -> "EXCLUDED." + column));
            case H2 ->
                "MERGE INTO " + table + " (" + String.join(", ", columns) + ") KEY (" + String.join(", ", keys)
                        + ") VALUES (" + parameters(columns) + ")";
            case DUPLICATE ->
                insert(table, columns) + " ON DUPLICATE KEY UPDATE "
                        + set(others.isEmpty() ? keys : others, column -> "VALUES(" + column + ")");
            case STANDARD ->
                "MERGE INTO " + table + " t USING (VALUES (" + parameters(columns) + ")) s ("
                        + String.join(", ", columns) + ") ON ("
                        + keys.stream().map(key -> "t." + key + " = s." + key).collect(Collectors.joining(" AND "))
                        + ")"
                        + (others.isEmpty()
                                ? ""
                                : " WHEN MATCHED THEN UPDATE SET " + set(others, column -> "s." + column))
                        + " WHEN NOT MATCHED THEN INSERT (" + String.join(", ", columns) + ") VALUES ("
                        + columns.stream().map(column -> "s." + column).collect(Collectors.joining(", ")) + ")";
        };
    }

    static String delete(String table, List<String> keys) {
        return "DELETE FROM " + table + " WHERE "
                + keys.stream().map(key -> key + " = ?").collect(Collectors.joining(" AND "));
    }

    static String quoted(String name, String quote) {
        return quote.isBlank() ? name : quote + name.replace(quote, quote + quote) + quote;
    }

    private static String parameters(List<String> columns) {
        return Stream.generate(() -> "?").limit(columns.size()).collect(Collectors.joining(", "));
    }

    private static String set(List<String> columns, UnaryOperator<String> value) {
        return columns.stream()
                .map(column -> column + " = " + value.apply(column))
                .collect(Collectors.joining(", "));
    }
}
