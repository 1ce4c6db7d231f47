package io.millrace.jdbc;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;

/** Values as PostgreSQL writes them as text. */
final class TextCells {

    private static final DateTimeFormatter LOCAL = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral(' ')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .toFormatter(Locale.ROOT);
    private static final DateTimeFormatter ZONED = new DateTimeFormatterBuilder()
            .append(LOCAL)
            .appendOffset("+HH:mm:ss", "+00")
            .toFormatter(Locale.ROOT);

    private TextCells() {}

    /** The value of a cell; null is null, which a primitive component does not take. */
    static Object read(String text, Column column, RecordShape.Component component) {
        Object value;
        try {
            value = text == null ? null : parse(text, Cells.boxed(component.type()), column);
        } catch (IllegalArgumentException
                | ArithmeticException
                | DateTimeException
                | StringIndexOutOfBoundsException e) {
            throw Cells.unfit(column, text, component, e);
        }
        return Cells.checked(value, column, component);
    }

    private static Object parse(String text, Class<?> type, Column column) {
        if (type == String.class) {
            return text;
        }
        if (type == Long.class && isPlain(text)) {
            return Long.valueOf(text);
        }
        if (type == Integer.class && isPlain(text)) {
            return Integer.valueOf(text);
        }
        if (type == Double.class || type == Float.class) {
            return Cells.floating(text, type);
        }
        if (Number.class.isAssignableFrom(type)) {
            return Cells.number(new BigDecimal(text), type);
        }
        if (type == Boolean.class) {
            return truth(text);
        }
        if (type.isEnum()) {
            return Cells.constant(type, text);
        }
        return type == UUID.class
                ? UUID.fromString(text)
                : type == byte[].class ? bytes(text) : time(text, type, column);
    }

    /** Whether it is a number without a fraction and an exponent, which may be zeros. */
    static boolean isPlain(String text) {
        return text.indexOf('.') < 0 && text.indexOf('e') < 0 && text.indexOf('E') < 0;
    }

    private static Boolean truth(String text) {
        if (!text.equals("t") && !text.equals("f")) {
            throw new IllegalArgumentException("no boolean: " + text);
        }
        return text.equals("t");
    }

    private static byte[] bytes(String text) {
        if (!text.startsWith("\\x")) {
            throw new IllegalArgumentException("no bytes: " + text);
        }
        return HexFormat.of().parseHex(text, 2, text.length());
    }

    private static Object time(String text, Class<?> type, Column column) {
        if (type == LocalDate.class) {
            return LocalDate.parse(text);
        }
        if (type == LocalTime.class) {
            return LocalTime.parse(text);
        }
        if (type == LocalDateTime.class) {
            return LocalDateTime.parse(text, LOCAL);
        }
        if (type == OffsetDateTime.class) {
            return OffsetDateTime.parse(text, ZONED);
        }
        Instant instant = column.isZoned()
                ? OffsetDateTime.parse(text, ZONED).toInstant()
                : LocalDateTime.parse(text, LOCAL).toInstant(ZoneOffset.UTC);
        return instant;
    }
}
