package io.millrace.jdbc;

import java.lang.invoke.MethodType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** How values are read from columns and written to them. */
final class Cells {

    private static final Set<Class<?>> TEXTS =
            Set.of(String.class, char.class, Character.class, UUID.class, Duration.class);

    /** Of PostgreSQL; any other text is a type of its own, which takes no string. */
    private static final Set<String> PLAIN_TEXT = Set.of("text", "varchar", "bpchar", "char", "name");

    private Cells() {}

    static Class<?> boxed(Class<?> type) {
        return MethodType.methodType(type).wrap().returnType();
    }

    /** Whether values of a column can be those of a component at all. What is not known of the column's type is let pass. */
    static boolean fits(RecordShape.Component component, TableColumn column) {
        if (!component.isSeveral() || column.kind() == Types.OTHER) {
            return fits(component.type(), column);
        }
        return column.kind() == Types.ARRAY && fits(component.type(), column.element());
    }

    private static boolean fits(Class<?> type, TableColumn column) {
        return switch (column.kind()) {
            case Types.TINYINT,
                    Types.SMALLINT,
                    Types.INTEGER,
                    Types.BIGINT,
                    Types.FLOAT,
                    Types.REAL,
                    Types.DOUBLE,
                    Types.NUMERIC,
                    Types.DECIMAL -> ValueTypes.NUMBERS.contains(type);
            case Types.BOOLEAN, Types.BIT -> type == boolean.class || type == Boolean.class;
            case Types.DATE -> type == LocalDate.class;
            case Types.TIME -> type == LocalTime.class;
            case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE ->
                type == Instant.class || type == (column.isZoned() ? OffsetDateTime.class : LocalDateTime.class);
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB ->
                type == byte[].class || type == UUID.class;
            case Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR, Types.NVARCHAR, Types.CLOB ->
                TEXTS.contains(type) || type.isEnum();
            case Types.ARRAY -> type == String.class;
            default -> true;
        };
    }

    static String hint(TableColumn column) {
        String fitting = switch (column.kind()) {
            case Types.BOOLEAN, Types.BIT -> "a boolean";
            case Types.DATE -> "a LocalDate";
            case Types.TIME -> "a LocalTime";
            case Types.ARRAY -> "a List or an array of what its elements are";
            case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE ->
                column.isZoned() ? "an Instant or OffsetDateTime" : "an Instant or LocalDateTime";
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> "a byte[]";
            case Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR, Types.NVARCHAR, Types.CLOB -> "a String or an enum";
            default -> "a number";
        };
        return fitting + " does: have the component be that, or CAST the column in a query";
    }

    /**
     * Reads a cell.
     *
     * @param index of the column, from 1
     * @return null where it is null, which a primitive component does not take
     */
    static Object read(ResultSet row, int index, TableColumn column, RecordShape.Component component)
            throws SQLException {
        Object value;
        try {
            value = component.isSeveral()
                    ? ArrayCells.read(row, index, column, component.type())
                    : read(row, index, column, component.type());
        } catch (ArithmeticException | IllegalArgumentException | java.time.DateTimeException e) {
            throw unfit(column, row.getString(index), component, e);
        }
        return checked(row.wasNull() ? null : value, column, component);
    }

    /** @param value a list where the component has several */
    static Object checked(Object value, TableColumn column, RecordShape.Component component) {
        boolean hasNull = component.isSeveral() ? value != null && ((List<?>) value).contains(null) : value == null;
        if (hasNull && component.type().isPrimitive()) {
            throw new IllegalArgumentException(column + (value == null ? " is null" : " has an element that is null")
                    + ", which the component " + component.declared() + " " + component.name()
                    + " does not take: have it be " + boxed(component.type()).getSimpleName()
                    + ", or the column NOT NULL");
        }
        return switch (component.form()) {
            case VALUE, LIST -> value;
            case OPTIONAL -> Optional.ofNullable(value);
            case ARRAY -> ArrayCells.array((List<?>) value, component.type());
        };
    }

    static IllegalArgumentException unfit(
            TableColumn column, String text, RecordShape.Component component, RuntimeException cause) {
        String known = component.type().isEnum()
                ? ", which has " + Arrays.toString(component.type().getEnumConstants())
                : "";
        return new IllegalArgumentException(
                column + " has '" + text + "', which the component "
                        + component.declared() + " "
                        + component.name() + " cannot be" + known
                        + ": have the component be of a type that has it, or leave the row out by a"
                        + " condition",
                cause);
    }

    /** As it is in the column; any value where {@link ResultSet#wasNull}. */
    static Object read(ResultSet row, int index, TableColumn column, Class<?> type) throws SQLException {
        if (ValueTypes.NUMBERS.contains(type)) {
            return number(row, index, column, boxed(type));
        }
        if (type.isEnum()) {
            String name = row.getString(index);
            return name == null ? null : constant(type, name);
        }
        if (type == boolean.class || type == Boolean.class) {
            return row.getBoolean(index);
        }
        if (type == byte[].class) {
            return row.getBytes(index);
        }
        if (type == Instant.class) {
            return instant(row, index, column);
        }
        boolean isAText = column.isText()
                ? TEXTS.contains(type)
                : boxed(type) == Character.class || (type == Duration.class && !column.isStandardInterval());
        if (isAText) {
            String text = row.getString(index);
            return text == null ? null : TextCells.text(text, boxed(type));
        }
        return type == String.class ? row.getString(index) : row.getObject(index, type);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // it is an enum
    static Object constant(Class<?> type, String name) {
        return Enum.valueOf((Class) type, name);
    }

    private static Instant instant(ResultSet row, int index, TableColumn column) throws SQLException {
        if (column.isZoned()) {
            OffsetDateTime time = row.getObject(index, OffsetDateTime.class);
            return time == null ? null : time.toInstant();
        }
        LocalDateTime time = row.getObject(index, LocalDateTime.class);
        return time == null ? null : time.toInstant(ZoneOffset.UTC);
    }

    private static Object number(ResultSet row, int index, TableColumn column, Class<?> type) throws SQLException {
        if (type == Double.class || type == Float.class) {
            return floating(row, index, column, type);
        }
        if (column.isWhole() && type == Long.class) {
            return row.getLong(index);
        }
        BigDecimal decimal = row.getBigDecimal(index);
        return decimal == null ? null : number(decimal, type);
    }

    private static Object floating(ResultSet row, int index, TableColumn column, Class<?> type) throws SQLException {
        if (!column.isFloating()) {
            String text = row.getString(index);
            return text == null ? null : floating(text, type);
        }
        double value = row.getDouble(index);
        if (type == Double.class) {
            return value;
        }
        if (Float.isInfinite((float) value) && !Double.isInfinite(value)) {
            throw new ArithmeticException("too large for a float");
        }
        return (float) value;
    }

    /** The number that is nearest to a text, which is not too large for it, and exactly that where it is written as a whole one. */
    static Object floating(String text, Class<?> type) {
        Number nearest = type == Float.class ? (Number) Float.valueOf(text) : (Number) Double.valueOf(text);
        double value = nearest.doubleValue();
        boolean isWord = Double.isNaN(value) || text.endsWith("y"); // Infinity
        if (isWord) {
            return nearest;
        }
        boolean isExact = !Double.isInfinite(value)
                && (!TextCells.isPlain(text) || new BigDecimal(value).compareTo(new BigDecimal(text)) == 0);
        if (!isExact) {
            throw new ArithmeticException(text + " is no " + type.getSimpleName());
        }
        return nearest;
    }

    /** A decimal as another number, exactly. */
    static Object number(BigDecimal decimal, Class<?> type) {
        if (type == Long.class) {
            return decimal.longValueExact();
        }
        if (type == Integer.class) {
            return decimal.intValueExact();
        }
        if (type == Short.class) {
            return decimal.shortValueExact();
        }
        if (type == Byte.class) {
            return decimal.byteValueExact();
        }
        return type == BigInteger.class ? decimal.toBigIntegerExact() : decimal;
    }

    /** Sets a parameter for a column. */
    static void write(PreparedStatement statement, int index, Object value, TableColumn column) throws SQLException {
        Object plain = plain(value, column);
        if (plain == null) {
            statement.setNull(index, isOfItsOwn(column) ? Types.OTHER : column.kind());
        } else if (plain instanceof byte[] bytes) {
            statement.setBytes(index, bytes);
        } else if (plain instanceof List<?> values) {
            ArrayCells.write(statement, index, values, column);
        } else if (plain instanceof String text) {
            text(statement, index, text, column);
        } else {
            statement.setObject(index, plain);
        }
    }

    /** A value as drivers take it. */
    static Object plain(Object value, TableColumn column) {
        if (value instanceof Number number) {
            return fitting(number, column);
        }
        if (value instanceof Instant time) {
            return time(time, column);
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        boolean isText = value instanceof Character
                || (value instanceof Duration && !column.isStandardInterval())
                || (value instanceof UUID && column.isText());
        return isText ? value.toString() : value;
    }

    /** Databases round without a word what a column is not exactly. */
    private static Object fitting(Number number, TableColumn column) {
        boolean isWhole = !(number instanceof Double || number instanceof Float || number instanceof BigDecimal);
        try {
            if (column.isWhole() && !isWhole) {
                return new BigDecimal(new BigDecimal(number.toString()).toBigIntegerExact());
            }
            if (column.isFloating() && isWhole) {
                return floating(number.toString(), column.kind() == Types.REAL ? Float.class : Double.class);
            }
            return number instanceof BigInteger integer ? new BigDecimal(integer) : number;
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException(
                    column + " cannot be exactly " + number
                            + ": round it before the sink, or have the column be of another type",
                    e);
        }
    }

    /** Where it is not known that there is no zone, the database is told the one of the value. */
    private static Object time(Instant time, TableColumn column) {
        boolean isLocal = column.kind() == Types.TIMESTAMP && !column.isZoned();
        return isLocal ? LocalDateTime.ofInstant(time, ZoneOffset.UTC) : time.atOffset(ZoneOffset.UTC);
    }

    private static void text(PreparedStatement statement, int index, String text, TableColumn column)
            throws SQLException {
        if (isOfItsOwn(column)) {
            statement.setObject(index, text, Types.OTHER);
        } else {
            statement.setString(index, text);
        }
    }

    /** What is text to us may have a type of its own there: json, an enum. */
    private static boolean isOfItsOwn(TableColumn column) {
        return column.kind() == Types.OTHER || (column.kind() == Types.VARCHAR && !isPlain(column));
    }

    private static boolean isPlain(TableColumn column) {
        return PLAIN_TEXT.contains(column.typeName()) || column.typeName().contains("char");
    }
}
