package io.millrace.files;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** A Parquet file: rows are kept in a table, which is written when the file ends, by way of a temporary file, since DuckDB knows no other disk. */
final class ParquetFile<T> implements RecordFile<T> {

    private static final int MICRO = 1_000;
    private static final int DIGITS = 38;

    private final FileOutput output;
    private final List<RecordColumn> columns;
    private final int scale;
    private final Connection connection;
    private DuckDBAppender rows;
    private long bytes;

    ParquetFile(FileOutput output, RecordColumns record, int scale) throws IOException {
        this.output = output;
        this.columns = record.columns();
        this.scale = scale;
        this.connection = Duck.open("write", output.path());
        try (Statement statement = connection.createStatement()) {
            String table = columns.stream()
                    .map(column -> Duck.name(column.name()) + " " + Duck.type(column.kind(), scale))
                    .collect(Collectors.joining(", "));
            statement.execute("CREATE TABLE rows (" + table + ")");
            rows = connection.unwrap(DuckDBConnection.class).createAppender("rows");
        } catch (SQLException e) {
            close();
            throw Duck.failure("write", output.path(), e);
        }
    }

    @Override
    public void add(T record) throws Exception {
        rows.beginRow();
        for (RecordColumn column : columns) {
            Object value = value(column, record);
            if (value == null) {
                rows.appendNull();
            } else {
                append(column, value);
            }
            bytes += Long.BYTES;
        }
        rows.endRow();
    }

    private static Object value(RecordColumn column, Object record) throws FieldProblem {
        Object value = column.value(record);
        if (value instanceof Optional<?> optional) {
            return optional.orElse(null);
        }
        if (value == null) {
            throw new FieldProblem(column.name(), "it is null; make the component an Optional");
        }
        return value;
    }

    private void append(RecordColumn column, Object value) throws SQLException, FieldProblem {
        switch (column.kind()) {
            case BOOLEAN -> rows.append((boolean) (Boolean) value);
            case BYTE -> rows.append((byte) (Byte) value);
            case SHORT -> rows.append((short) (Short) value);
            case INT -> rows.append((int) (Integer) value);
            case LONG -> rows.append((long) (Long) value);
            case FLOAT -> rows.append((float) (Float) value);
            case DOUBLE -> rows.append((double) (Double) value);
            case DECIMAL -> rows.append(decimal(column, (BigDecimal) value, scale));
            case INTEGER -> rows.append(decimal(column, new BigDecimal((BigInteger) value), 0));
            case INSTANT -> rows.appendEpochMicros(micros(column, (Instant) value));
            case DATE_TIME -> rows.appendEpochMicros(micros(column, ((LocalDateTime) value).toInstant(ZoneOffset.UTC)));
            case DATE -> rows.appendEpochDays(days(column, (LocalDate) value));
            case TIME -> rows.appendDayMicros(wholeMicros(column, value, ((LocalTime) value).toNanoOfDay()));
            case ID -> rows.append((UUID) value);
            case ENUM -> text(((Enum<?>) value).name());
            case CHAR, STRING, DURATION -> text(whole(column, value.toString()));
        }
    }

    private void text(String text) throws SQLException {
        rows.append(text);
        bytes += text.length();
    }

    private static String whole(RecordColumn column, String text) throws FieldProblem {
        if (Texts.hasHalfACharacter(text)) {
            throw new FieldProblem(
                    column.name(), Texts.quoted(text) + " has half of a surrogate pair, which is no character");
        }
        return text;
    }

    private static BigDecimal decimal(RecordColumn column, BigDecimal value, int scale) throws FieldProblem {
        if ((long) value.precision() - value.scale() + scale <= DIGITS) {
            try {
                BigDecimal scaled = value.setScale(scale);
                if (scaled.precision() <= DIGITS) {
                    return scaled;
                }
            } catch (ArithmeticException e) {
                // As what does not fit.
            }
        }
        throw new FieldProblem(
                column.name(),
                Texts.quoted(value.toString()) + " is not of 38 digits, " + scale
                        + " of them decimals; round it, or say decimals(...)");
    }

    private static long micros(RecordColumn column, Instant time) throws FieldProblem {
        try {
            return Math.addExact(
                    Math.multiplyExact(time.getEpochSecond(), 1_000_000L), wholeMicros(column, time, time.getNano()));
        } catch (ArithmeticException e) {
            throw new FieldProblem(column.name(), time + " is further from 1970 than 290,000 years");
        }
    }

    private static long wholeMicros(RecordColumn column, Object time, long nanos) throws FieldProblem {
        if (nanos % MICRO != 0) {
            throw new FieldProblem(
                    column.name(), time + " is not of whole microseconds; say truncatedTo(ChronoUnit.MICROS)");
        }
        return nanos / MICRO;
    }

    private static int days(RecordColumn column, LocalDate date) throws FieldProblem {
        long days = date.toEpochDay();
        if (days != (int) days) {
            throw new FieldProblem(column.name(), date + " is further from 1970 than 5 million years");
        }
        return (int) days;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public boolean canGoOn() {
        return false;
    }

    @Override
    public long sync() {
        throw new IllegalStateException("a Parquet file is whole at its end alone");
    }

    @Override
    public long finish() throws IOException {
        Path made = Files.createTempFile("millrace", ".parquet");
        try (Statement statement = connection.createStatement()) {
            rows.close();
            statement.execute("COPY rows TO " + Duck.text(made.toString()) + " (FORMAT parquet, COMPRESSION zstd)");
            try (InputStream in = Files.newInputStream(made)) {
                in.transferTo(output);
            }
        } catch (SQLException e) {
            throw Duck.failure("write", output.path(), e);
        } finally {
            Files.deleteIfExists(made);
        }
        output.force();
        return output.length();
    }

    @Override
    public void close() throws IOException {
        try {
            try {
                if (rows != null) {
                    rows.close();
                }
            } finally {
                connection.close();
            }
        } catch (SQLException e) {
            throw Duck.failure("write", output.path(), e);
        } finally {
            output.end();
        }
    }
}
