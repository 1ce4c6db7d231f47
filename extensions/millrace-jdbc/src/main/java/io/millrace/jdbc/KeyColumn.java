package io.millrace.jdbc;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.UUID;
import java.util.function.Function;

/**
 * A column by which rows are read in order: its values, as they are compared in the database, and as positions have them.
 *
 * @param column the column
 * @param kind what its values are
 */
record KeyColumn(TableColumn column, Kind kind) {

    /** How a value is read out of a row. */
    private interface Reading {
        Object of(ResultSet row, int index) throws SQLException;
    }

    /** What values can be; the names are part of positions. */
    @SuppressWarnings("ImmutableEnumChecker") // the functions are all here
    enum Kind {
        LONG(ResultSet::getLong, Long::valueOf),
        DECIMAL(ResultSet::getBigDecimal, BigDecimal::new),
        DATE((row, index) -> row.getObject(index, LocalDate.class), LocalDate::parse),
        LOCAL((row, index) -> row.getObject(index, LocalDateTime.class), LocalDateTime::parse),
        ZONED((row, index) -> row.getObject(index, OffsetDateTime.class), OffsetDateTime::parse),
        UID((row, index) -> row.getObject(index, UUID.class), UUID::fromString),
        TEXT(ResultSet::getString, text -> text);

        private final Reading reading;
        private final Function<String, Object> parsing;

        Kind(Reading reading, Function<String, Object> parsing) {
            this.reading = reading;
            this.parsing = parsing;
        }

        Object read(ResultSet row, int index) throws SQLException {
            return reading.of(row, index);
        }

        Object parse(String text) {
            return parsing.apply(text);
        }
    }

    static KeyColumn of(TableColumn column) {
        return new KeyColumn(column, kindOf(column));
    }

    private static Kind kindOf(TableColumn column) {
        return switch (column.kind()) {
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> Kind.LONG;
            case Types.NUMERIC, Types.DECIMAL -> Kind.DECIMAL;
            case Types.DATE -> Kind.DATE;
            case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE -> column.isZoned() ? Kind.ZONED : Kind.LOCAL;
            default -> otherKindOf(column);
        };
    }

    private static Kind otherKindOf(TableColumn column) {
        if (column.typeName().equals("uuid")) {
            return Kind.UID;
        }
        if (column.isText()) {
            return Kind.TEXT;
        }
        throw new IllegalArgumentException(
                column + " gives no order to read by: whole numbers, decimals, dates, timestamps, UUIDs and texts do");
    }

    boolean isTime() {
        return kind == Kind.LOCAL || kind == Kind.ZONED;
    }

    void set(PreparedStatement statement, int index, Object value) throws SQLException {
        Cells.write(statement, index, value, column);
    }

    /** How a position has a value. */
    String written(Object value) {
        return kind + ":" + value;
    }

    /** The value of a position; null where it is of another kind of column. */
    Object read(String written) {
        String prefix = kind + ":";
        return written.startsWith(prefix) ? kind.parse(written.substring(prefix.length())) : null;
    }
}
