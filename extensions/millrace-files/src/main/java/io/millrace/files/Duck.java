package io.millrace.files;

import io.millrace.state.store.DiskException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** DuckDB inside this process, with nothing in it. */
final class Duck {

    private Duck() {}

    static Connection open(String attempt, Path file) throws IOException {
        if (!Library.DUCKDB.isThere()) {
            throw DiskException.because(attempt, file, Library.DUCKDB.missing());
        }
        Properties settings = new Properties();
        // One at a time: whoever reads and writes files has threads for that.
        settings.setProperty("threads", "1");
        settings.setProperty("jdbc_stream_results", "true");
        try {
            Connection connection = DriverManager.getConnection("jdbc:duckdb:", settings);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET TimeZone = 'UTC'");
            }
            return connection;
        } catch (SQLException e) {
            throw failure(attempt, file, e);
        }
    }

    static IOException failure(String attempt, Path file, SQLException e) {
        String said = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return new IOException("cannot " + attempt + " " + file + ": " + said, e);
    }

    static String name(String column) {
        return '"' + column.replace("\"", "\"\"") + '"';
    }

    static String text(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }

    /** The type of a column. */
    static String type(ColumnKind kind, int scale) {
        return switch (kind) {
            case BOOLEAN -> "BOOLEAN";
            case BYTE -> "TINYINT";
            case SHORT -> "SMALLINT";
            case INT -> "INTEGER";
            case LONG -> "BIGINT";
            case FLOAT -> "FLOAT";
            case DOUBLE -> "DOUBLE";
            case DECIMAL -> "DECIMAL(38, " + scale + ")";
            case INTEGER -> "DECIMAL(38, 0)";
            case INSTANT -> "TIMESTAMPTZ";
            case DATE -> "DATE";
            case DATE_TIME -> "TIMESTAMP";
            case TIME -> "TIME";
            case ID -> "UUID";
            case CHAR, STRING, DURATION, ENUM -> "VARCHAR";
        };
    }

    /** A value as a number that no zone and no calendar has a part in; null where there is none, as of infinity. */
    static String number(String value, ColumnKind kind) {
        return switch (kind) {
            case INSTANT, DATE_TIME -> "epoch_us(" + value + ")";
            case TIME -> "date_diff('microsecond', TIME '00:00:00', " + value + ")";
            case DATE -> "date_diff('day', DATE '1970-01-01', " + value + ")";
            default -> value;
        };
    }

    /** A path as a pattern that fits it alone. */
    static String pattern(String path) {
        return path.replaceAll("[\\[*?]", "[$0]");
    }
}
