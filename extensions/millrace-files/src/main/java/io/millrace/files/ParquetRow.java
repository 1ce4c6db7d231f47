package io.millrace.files;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The row that a result is at, and the values that it has. */
final class ParquetRow {

    private static final long SECOND = 1_000_000_000;

    private final List<ParquetColumn> columns;
    private final ResultSet rows;
    private final MethodHandle maker;

    /** Reads what is a text, column by column. */
    private final CsvRow texts;

    /** Of each column: where its value is in the result, and where the text of what has none, from 1; 0 for nowhere. */
    private final int[] valueAt;

    private final int[] misfitAt;

    ParquetRow(RecordColumns record, List<ParquetColumn> columns, ResultSet rows) {
        this.columns = columns;
        this.rows = rows;
        texts = new CsvRow(record);
        valueAt = new int[columns.size()];
        misfitAt = new int[columns.size()];
        List<MethodHandle> getters = new ArrayList<>();
        int next = 1;
        for (int i = 0; i < columns.size(); i++) {
            valueAt[i] = columns.get(i).value() == null ? 0 : next++;
            misfitAt[i] = columns.get(i).misfit() == null ? 0 : next++;
            getters.add(getter(columns.get(i).column(), i));
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

    int ints(int column) throws SQLException, FieldProblem {
        if (!isNumber(column)) {
            place(column);
            return texts.ints(column);
        }
        int value = rows.getInt(valueAt[column]);
        checkIsThere(column);
        return value;
    }

    long longs(int column) throws SQLException, FieldProblem {
        if (!isNumber(column)) {
            place(column);
            return texts.longs(column);
        }
        long value = rows.getLong(valueAt[column]);
        checkIsThere(column);
        return value;
    }

    double doubles(int column) throws SQLException, FieldProblem {
        if (!isNumber(column)) {
            place(column);
            return texts.doubles(column);
        }
        double value = rows.getDouble(valueAt[column]);
        checkIsThere(column);
        return value;
    }

    Optional<?> optional(int column) throws SQLException, FieldProblem {
        return Optional.ofNullable(valueOrNull(column));
    }

    Object value(int column) throws SQLException, FieldProblem {
        Object value = valueOrNull(column);
        if (value == null) {
            throw isNull(column);
        }
        return value;
    }

    private boolean isNumber(int column) {
        return columns.get(column).way() == ParquetColumn.Way.NUMBER;
    }

    private void place(int column) throws SQLException, FieldProblem {
        byte[] text = text(column);
        if (text == null) {
            throw isNull(column);
        }
        texts.place(column, -1, text);
    }

    /** Null when there is none. */
    private byte[] text(int column) throws SQLException {
        ParquetColumn of = columns.get(column);
        String text = of.given();
        if (of.way() == ParquetColumn.Way.BYTES) {
            return rows.getBytes(valueAt[column]);
        }
        if (of.way() == ParquetColumn.Way.TEXT) {
            text = rows.getString(valueAt[column]);
        }
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private FieldProblem isNull(int column) {
        return new FieldProblem(
                columns.get(column).column().name(),
                "it is null; where there may be none, make the component an Optional");
    }

    private void checkIsThere(int column) throws SQLException, FieldProblem {
        if (rows.wasNull()) {
            checkFits(column);
            throw isNull(column);
        }
    }

    /** What has no value is null, or would not be what it is. */
    private void checkFits(int column) throws SQLException, FieldProblem {
        String misfit = misfitAt[column] == 0 ? null : rows.getString(misfitAt[column]);
        if (misfit != null) {
            ParquetColumn of = columns.get(column);
            throw new FieldProblem(
                    of.column().name(),
                    Texts.quoted(misfit) + ", a " + of.type() + ", is not exactly "
                            + of.column().kind().wanted(of.column().type()));
        }
    }

    private Object valueOrNull(int column) throws SQLException, FieldProblem {
        return switch (columns.get(column).way()) {
            case NUMBER -> numberOrNull(column);
            case DECIMAL -> rows.getBigDecimal(valueAt[column]);
            case STRING -> rows.getString(valueAt[column]);
            default -> parsedOrNull(column);
        };
    }

    private Object numberOrNull(int column) throws SQLException, FieldProblem {
        Object value = number(column);
        if (rows.wasNull()) {
            checkFits(column);
            return null;
        }
        return value;
    }

    private Object parsedOrNull(int column) throws SQLException, FieldProblem {
        byte[] text = text(column);
        if (text == null) {
            return null;
        }
        texts.place(column, -1, text);
        return texts.value(column);
    }

    private Object number(int column) throws SQLException, FieldProblem {
        ParquetColumn of = columns.get(column);
        int at = valueAt[column];
        return switch (of.column().kind()) {
            case BOOLEAN -> rows.getBoolean(at);
            case BYTE -> rows.getByte(at);
            case SHORT -> rows.getShort(at);
            case INT -> rows.getInt(at);
            case FLOAT -> rows.getFloat(at);
            case DOUBLE -> rows.getDouble(at);
            case LONG -> rows.getLong(at);
            default -> time(of, rows.getLong(at));
        };
    }

    private static Object time(ParquetColumn of, long value) throws FieldProblem {
        try {
            return switch (of.column().kind()) {
                case INSTANT -> instant(value, of.unitNanos());
                case DATE_TIME -> LocalDateTime.ofInstant(instant(value, of.unitNanos()), ZoneOffset.UTC);
                case DATE -> LocalDate.ofEpochDay(value);
                default -> LocalTime.ofNanoOfDay(of.unitNanos() * value);
            };
        } catch (DateTimeException e) {
            throw new FieldProblem(
                    of.column().name(),
                    value + ", a " + of.type() + ", is not "
                            + of.column().kind().wanted(of.column().type()));
        }
    }

    private static Instant instant(long value, int unitNanos) {
        long unitsOfSecond = SECOND / unitNanos;
        return Instant.ofEpochSecond(
                Math.floorDiv(value, unitsOfSecond), unitNanos * Math.floorMod(value, unitsOfSecond));
    }
}
