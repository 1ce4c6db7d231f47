package io.millrace.jdbc;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    private static final Pattern INTERVAL =
            Pattern.compile("(?:([-+]?\\d+) days? ?)?(?:([-+]?)(\\d+):(\\d\\d):(\\d\\d(?:\\.\\d+)?))?");

    private TextCells() {}

    /** The value of a cell; null is null, which a primitive component does not take. */
    static Object read(String text, TableColumn column, RecordShape.Component component) {
        Object value;
        try {
            value = text == null ? null : parse(text, component);
        } catch (IllegalArgumentException
                | ArithmeticException
                | DateTimeException
                | StringIndexOutOfBoundsException e) {
            throw Cells.unfit(column, text, component, e);
        }
        return Cells.checked(value, column, component);
    }

    private static Object parse(String text, RecordShape.Component component) {
        return component.isSeveral()
                ? ArrayCells.parse(text, component.type())
                : parse(text, Cells.boxed(component.type()));
    }

    /** @param type not primitive */
    static Object parse(String text, Class<?> type) {
        if (type == String.class || type == Character.class || type == UUID.class || type == Duration.class) {
            return text(text, type);
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
        return type == byte[].class ? bytes(text) : time(text, type);
    }

    /** What a text is whatever the column. */
    static Object text(String text, Class<?> type) {
        if (type == UUID.class) {
            return UUID.fromString(text);
        }
        if (type == Character.class) {
            if (text.length() != 1) {
                throw new IllegalArgumentException("it has " + text.length() + " characters, not one");
            }
            return text.charAt(0);
        }
        return type == Duration.class ? duration(text) : text;
    }

    /** By ISO 8601, or as PostgreSQL writes an interval; months and years have no length of their own. */
    private static Duration duration(String text) {
        Matcher interval = INTERVAL.matcher(text);
        if (text.isEmpty() || !interval.matches()) {
            return Duration.parse(text);
        }
        Duration days = interval.group(1) == null ? Duration.ZERO : Duration.ofDays(Long.parseLong(interval.group(1)));
        if (interval.group(3) == null) {
            return days;
        }
        Duration time = Duration.ofHours(Long.parseLong(interval.group(3)))
                .plusMinutes(Long.parseLong(interval.group(4)))
                .plus(Duration.parse("PT" + interval.group(5) + "S"));
        return interval.group(2).equals("-") ? days.minus(time) : days.plus(time);
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

    private static Object time(String text, Class<?> type) {
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
        return isZoned(text)
                ? OffsetDateTime.parse(text, ZONED).toInstant()
                : LocalDateTime.parse(text, LOCAL).toInstant(ZoneOffset.UTC);
    }

    /** Whether an offset follows the time, as it does where the type has a zone, be it an array or a domain. */
    private static boolean isZoned(String text) {
        return text.indexOf('+') > 0 || text.lastIndexOf('-') > text.indexOf(':');
    }
}
