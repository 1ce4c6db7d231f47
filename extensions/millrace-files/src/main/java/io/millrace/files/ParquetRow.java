package io.millrace.files;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The row that a result is at, and the values that it has. */
final class ParquetRow {

    private static final long MICROS = 1_000_000;
    private static final int NANOS = 1_000;

    private final List<RecordColumn> columns;
    private final ResultSet rows;
    private final MethodHandle maker;

    ParquetRow(RecordColumns record, ResultSet rows) {
        this.columns = record.columns();
        this.rows = rows;
        List<MethodHandle> getters = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            getters.add(getter(columns.get(i), i));
        }
        maker = record.maker(ParquetRow.class, getters);
    }

    private static MethodHandle getter(RecordColumn column, int index) {
        Class<?> type = column.isOptional()
                ? Optional.class
                : switch (column.kind()) {
                    case INT -> int.class;
                    case LONG -> long.class;
                    case DOUBLE -> double.class;
                    default -> Object.class;
                };
        String method = type == Object.class ? "value" : type == Optional.class ? "optional" : type + "s";
        try {
            MethodHandle getter = MethodHandles.lookup()
                    .findVirtual(ParquetRow.class, method, MethodType.methodType(type, int.class));
            return MethodHandles.insertArguments(getter, 1, index);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(method, e);
        }
    }

    Object make() throws Throwable {
        return (Object) maker.invokeExact(this);
    }

    private void checkIsThere(int column) throws SQLException, FieldProblem {
        if (rows.wasNull()) {
            throw new FieldProblem(
                    columns.get(column).name(), "it is null; where there may be none, make the component an Optional");
        }
    }

    int ints(int column) throws SQLException, FieldProblem {
        int value = rows.getInt(column + 1);
        checkIsThere(column);
        return value;
    }

    long longs(int column) throws SQLException, FieldProblem {
        long value = rows.getLong(column + 1);
        checkIsThere(column);
        return value;
    }

    double doubles(int column) throws SQLException, FieldProblem {
        double value = rows.getDouble(column + 1);
        checkIsThere(column);
        return value;
    }

    Optional<?> optional(int column) throws SQLException, FieldProblem {
        return Optional.ofNullable(valueOrNull(column));
    }

    Object value(int column) throws SQLException, FieldProblem {
        Object value = valueOrNull(column);
        checkIsThere(column);
        return value;
    }

    private Object valueOrNull(int column) throws SQLException, FieldProblem {
        RecordColumn of = columns.get(column);
        int index = column + 1;
        Object value = switch (of.kind()) {
            case BOOLEAN -> rows.getBoolean(index);
            case BYTE -> rows.getByte(index);
            case SHORT -> rows.getShort(index);
            case INT -> rows.getInt(index);
            case FLOAT -> rows.getFloat(index);
            case DOUBLE -> rows.getDouble(index);
            case LONG, INSTANT, DATE_TIME, DATE, TIME -> rows.getLong(index);
            default -> rows.getString(index);
        };
        if (rows.wasNull() || value == null) {
            return null;
        }
        try {
            return value instanceof String text ? ofText(of, text) : ofNumber(of.kind(), value);
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw new FieldProblem(
                    of.name(),
                    Texts.quoted(value.toString()) + " is not " + of.kind().wanted(of.type()));
        }
    }

    private static Object ofNumber(ColumnKind kind, Object value) {
        return switch (kind) {
            case INSTANT -> instant((Long) value);
            case DATE_TIME -> LocalDateTime.ofInstant(instant((Long) value), ZoneOffset.UTC);
            case DATE -> LocalDate.ofEpochDay((Long) value);
            case TIME -> LocalTime.ofNanoOfDay(NANOS * (Long) value);
            default -> value;
        };
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, MICROS), NANOS * Math.floorMod(micros, MICROS));
    }

    private static Object ofText(RecordColumn column, String text) {
        return switch (column.kind()) {
            case DECIMAL -> new BigDecimal(text);
            case INTEGER -> new BigInteger(text);
            case DURATION -> Duration.parse(text);
            case ID -> UUID.fromString(text);
            case ENUM -> constant(column.type(), text);
            case CHAR -> character(text);
            default -> text;
        };
    }

    private static Character character(String text) {
        if (text.length() != 1) {
            throw new IllegalArgumentException(text);
        }
        return text.charAt(0);
    }

    private static Object constant(Class<?> type, String name) {
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(name)) {
                return constant;
            }
        }
        throw new IllegalArgumentException(name);
    }
}
