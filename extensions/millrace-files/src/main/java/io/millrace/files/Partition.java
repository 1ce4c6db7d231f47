package io.millrace.files;

import io.millrace.function.Fn;
import io.millrace.time.EventTime;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A column that the path of a file tells, as Hive has it: {@code dt=2026-11-29}.
 *
 * @param <T> the records
 */
abstract class Partition<T> implements Serializable {

    private static final long serialVersionUID = 1;

    private static final String UNSAFE = "\"#%'*/:<=>?\\{}[]^|\u007f";
    private static final String NONE = "__HIVE_DEFAULT_PARTITION__";

    private final String column;

    Partition(String column) {
        if (column.isEmpty() || !column.equals(escaped(column)) || column.startsWith(".") || column.startsWith("_")) {
            throw new IllegalArgumentException("the partition column " + Texts.quoted(column)
                    + " cannot be part of a path; name it by letters, digits and underscores");
        }
        this.column = column;
    }

    String column() {
        return column;
    }

    abstract Object valueOf(T record, long timestamp) throws Exception;

    /** A level of a path, with the slash behind it. */
    final String level(T record, long timestamp) throws Exception {
        Object value = valueOf(record, timestamp);
        String text = value == null ? "" : value.toString();
        return column + "=" + (text.isEmpty() ? NONE : escaped(text)) + "/";
    }

    /** By a function. */
    static final class ByValue<T> extends Partition<T> {

        private static final long serialVersionUID = 1;

        private final Fn<? super T, ?> value;

        ByValue(String column, Fn<? super T, ?> value) {
            super(column);
            this.value = value;
        }

        @Override
        Object valueOf(T record, long timestamp) throws Exception {
            return value.apply(record);
        }
    }

    /** By event time. */
    static final class ByTime<T> extends Partition<T> {

        private static final long serialVersionUID = 1;

        private final String pattern;
        private final ZoneId zone;
        private transient DateTimeFormatter formatter;
        private transient long second = Long.MIN_VALUE;
        private transient String text;

        ByTime(String column, String pattern, ZoneId zone) {
            super(column);
            this.pattern = pattern;
            this.zone = zone;
            formatter();
        }

        /** For one thread, which remembers the text of the second that it was asked for last. */
        ByTime<T> copy() {
            return new ByTime<>(column(), pattern, zone);
        }

        private DateTimeFormatter formatter() {
            if (formatter == null) {
                formatter = DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(zone);
            }
            return formatter;
        }

        @Override
        Object valueOf(T record, long timestamp) {
            if (timestamp == EventTime.NONE) {
                throw new IllegalStateException("it has no timestamp, by which it is to be put into a directory '"
                        + column() + "=...': say .timestamps(...) ahead of the sink");
            }
            long of = Math.floorDiv(timestamp, 1_000L);
            if (of != second) {
                text = formatter().format(Instant.ofEpochSecond(of));
                second = of;
            }
            return text;
        }
    }

    private static String escaped(String text) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || UNSAFE.indexOf(c) >= 0 || (i == 0 && c == '.')) {
                path.append(String.format(Locale.ROOT, "%%%02X", (int) c));
            } else {
                path.append(c);
            }
        }
        return path.toString();
    }

    /** What a path below a directory tells of columns. */
    static Map<String, String> of(Iterable<String> levels) {
        Map<String, String> columns = new LinkedHashMap<>();
        for (String level : levels) {
            int equals = level.indexOf('=');
            String value = equals < 1 ? NONE : unescaped(level.substring(equals + 1));
            if (!value.equals(NONE)) {
                columns.put(level.substring(0, equals), value);
            }
        }
        return columns;
    }

    private static String unescaped(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        Bytes bytes = new Bytes();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int value = c == '%' && i + 2 < text.length() ? hex(text.charAt(i + 1), text.charAt(i + 2)) : -1;
            if (value >= 0) {
                bytes.add(new byte[] {(byte) value});
                i += 2;
            } else {
                int point = text.codePointAt(i);
                bytes.add(Character.toString(point));
                i += Character.charCount(point) - 1;
            }
        }
        return new String(bytes.array(), 0, bytes.length(), StandardCharsets.UTF_8);
    }

    private static int hex(char high, char low) {
        int value = 16 * Character.digit(high, 16) + Character.digit(low, 16);
        return Character.digit(high, 16) < 0 || Character.digit(low, 16) < 0 ? -1 : value;
    }
}
