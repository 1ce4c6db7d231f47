package io.millrace.files;

import io.millrace.function.Fn;
import io.millrace.time.EventTime;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
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
    private static final int ASCII = 0x80;

    /** The bytes of a name, as most file systems have it; and of a character of Java, in UTF-8. */
    private static final int LONGEST = 255;

    private static final int MOST_BYTES = 3;
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

    /** The same for one thread, which remembers what it was asked for last. */
    abstract Partition<T> copy();

    /** A level of a path, with the slash behind it. */
    abstract String level(T record, long timestamp) throws Exception;

    /** The level of a value. */
    final String levelOf(String text) {
        if (Texts.hasHalfACharacter(text)) {
            throw unfit(text, "has half of a surrogate pair, which is no character");
        }
        String level = column + "=" + (text.isEmpty() ? NONE : escaped(text));
        if (level.length() > LONGEST / MOST_BYTES && level.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            throw unfit(
                    text,
                    "is too long: with its column it makes a directory, whose name has " + LONGEST
                            + " bytes at most; take something shorter, such as a beginning or a hash");
        }
        return level + "/";
    }

    private IllegalArgumentException unfit(String text, String why) {
        return new IllegalArgumentException(
                "the value " + Texts.quoted(text) + " of the partition column '" + column + "' " + why);
    }

    /** By a function. */
    static final class ByValue<T> extends Partition<T> {

        private static final long serialVersionUID = 1;

        private final Fn<? super T, ?> value;
        private transient String text;
        private transient String level;

        ByValue(String column, Fn<? super T, ?> value) {
            super(column);
            this.value = value;
        }

        @Override
        Partition<T> copy() {
            return new ByValue<>(column(), value);
        }

        @Override
        String level(T record, long timestamp) throws Exception {
            Object of = value.apply(record);
            String next = of == null ? "" : of.toString();
            if (!next.equals(text)) {
                level = levelOf(next);
                text = next;
            }
            return level;
        }
    }

    /** By event time. */
    static final class ByTime<T> extends Partition<T> {

        private static final long serialVersionUID = 1;
        private static final int REMEMBERED = 64;

        private final String pattern;
        private final ZoneId zone;
        private transient DateTimeFormatter formatter;

        /** By the last bits of seconds: those of events that are not in order alternate. */
        private transient Remembered[] remembered;

        ByTime(String column, String pattern, ZoneId zone) {
            super(column);
            this.pattern = pattern;
            this.zone = zone;
            formatter();
        }

        /** A second, and its level. */
        private record Remembered(long second, String level) {}

        @Override
        Partition<T> copy() {
            ByTime<T> copy = new ByTime<>(column(), pattern, zone);
            copy.remembered = new Remembered[REMEMBERED];
            return copy;
        }

        private DateTimeFormatter formatter() {
            if (formatter == null) {
                formatter = DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(zone);
            }
            return formatter;
        }

        @Override
        String level(T record, long timestamp) {
            if (timestamp == EventTime.NONE) {
                throw new IllegalStateException("it has no timestamp, by which it is to be put into a directory '"
                        + column() + "=...': say .timestamps(...) ahead of the sink");
            }
            long second = Math.floorDiv(timestamp, 1_000L);
            int at = (int) second & (REMEMBERED - 1);
            Remembered known = remembered[at];
            if (known == null || known.second != second) {
                known = new Remembered(second, levelOf(formatter().format(Instant.ofEpochSecond(second))));
                remembered[at] = known;
            }
            return known.level;
        }
    }

    /** What is not ASCII is kept, as Hive does, if the system has a name for it. */
    private static String escaped(String text) {
        String kept = escaped(text, false);
        return isName(kept) ? kept : escaped(text, true);
    }

    private static boolean isName(String text) {
        try {
            return text.chars().allMatch(c -> c < ASCII)
                    || Path.of(text).toString().equals(text);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static String escaped(String text, boolean toAscii) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (toAscii && c >= ASCII) {
                int point = text.codePointAt(i);
                for (byte part : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
                    path.append(String.format(Locale.ROOT, "%%%02X", part & 0xff));
                }
                i += Character.charCount(point) - 1;
            } else if (c < ' ' || UNSAFE.indexOf(c) >= 0 || (i == 0 && c == '.')) {
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
