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

/**
 * A column by which rows are read in order: its values, as they are compared in the database, and as positions have them.
 *
 * @param column the column
 * @param kind what its values are
 */
record KeyColumn(Column column, Kind kind) {

    /** What values can be; the names are part of positions. */
    enum Kind {
        LONG {
            @Override
            Object read(ResultSet row, int index) throws SQLException {
                return row.getLong(index);
            }

            @Override
            Object parse(String text) {
                return Long.valueOf(text);
            }
        },
        DECIMAL {
            @Override
            Object read(ResultSet row, int index) throws SQLException {
                return row.getBigDecimal(index);
            }

            @Override
            Object parse(String text) {
                return new BigDecimal(text);
            }
        },
        DATE {
            @Override
            Object read(ResultSet row, int index) throws SQLException {
                return row.getObject(index, LocalDate.class);
            }

            @Override
            Object parse(String text) {
                return LocalDate.parse(text);
            }
        },
        LOCAL {
            @Override
            Object read(ResultSet row, int index) throws SQLException {
                return row.getObject(index, LocalDateTime.class);
            }

            @Override
            Object parse(String text) {
                return LocalDateTime.parse(text);
            }
        },
        ZONED {
            @Override
            Object read(ResultSet row, int index) throws SQLException {
                return row.getObject(index, OffsetDateTime.class);
            }

            @Override
            Object parse(String text) {
                return OffsetDateTime.parse(text);
            }
        },
        UID {
            @Override
            Object read(ResultSet row, int index) throws SQLException {
                return row.getObject(index, UUID.class);
            }

            @Override
            Object parse(String text) {
                return UUID.fromString(text);
            }
        },
        TEXT {
            @Override
            Object read(ResultSet row, int index) throws SQLException {
                return row.getString(index);
            }

            @Override
            Object parse(String text) {
                return text;
            }
        };

        abstract Object read(ResultSet row, int index) throws SQLException;

        abstract Object parse(String text);
    }

    static KeyColumn of(Column column) {
        return new KeyColumn(column, kindOf(column));
    }

    private static Kind kindOf(Column column) {
        return switch (column.kind()) {
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> Kind.LONG;
            case Types.NUMERIC, Types.DECIMAL -> Kind.DECIMAL;
            case Types.DATE -> Kind.DATE;
            case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE -> column.isZoned() ? Kind.ZONED : Kind.LOCAL;
            default -> otherKindOf(column);
        };
    }

    private static Kind otherKindOf(Column column) {
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
        statement.setObject(index, value);
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
