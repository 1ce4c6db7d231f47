package io.millrace.files;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Reads JSON objects, one a line. */
final class JsonParser<T> extends TextParser<T> {

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOW_BITS = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long LINE_FEEDS = '\n' * LOW_BITS;

    private final Class<T> type;
    private final ObjectReader reader;
    private PathColumns told;

    JsonParser(Class<T> type, boolean ignoresUnknown, int longest) {
        this.type = type;
        this.told = new PathColumns(type, Map.of());
        this.reader = Json.mapper(ignoresUnknown, longest).readerFor(type);
    }

    @Override
    void begin(Map<String, String> partitions) {
        told = new PathColumns(type, partitions);
    }

    @Override
    int next(byte[] bytes, int from, int to, boolean last) {
        clear();
        int feed = lineFeed(bytes, from, to);
        if (feed < 0 && !last) {
            return MORE;
        }
        int end = feed < 0 ? to : feed;
        lines = 1;
        if (!isBlank(bytes, from, end)) {
            read(bytes, from, end);
        }
        return feed < 0 ? to : feed + 1;
    }

    private void read(byte[] bytes, int from, int end) {
        try {
            record = told.isEmpty()
                    ? reader.readValue(bytes, from, end - from)
                    : reader.readValue(told.completed(bytes, from, end, reader));
            if (record == null) {
                refuse(null, "'null' is no " + type.getSimpleName());
            }
        } catch (JacksonException e) {
            explain(e, Texts.beginning(bytes, from, end));
            String malformation = Texts.malformation(bytes, from, end);
            if (malformation != null) {
                refuse(null, Texts.quoted(Texts.beginning(bytes, from, end)) + ": " + malformation);
            }
        } catch (Throwable e) {
            refuse(null, Texts.quoted(Texts.beginning(bytes, from, end)) + " cannot be read: " + e);
            cause = e;
        }
    }

    private void explain(JacksonException e, String text) {
        String path = Json.pathOf(e);
        String where = path.isEmpty() ? null : path;
        cause = e;
        if (e instanceof UnrecognizedPropertyException) {
            refuse(
                    where,
                    "it is not a component of " + type.getSimpleName()
                            + "; to read the others alone, say ignoringUnknownColumns()");
        } else if (e instanceof InvalidFormatException wrong) {
            refuse(where, Texts.quoted(String.valueOf(wrong.getValue())) + " is not " + wanted(wrong.getTargetType()));
        } else if (e instanceof StreamReadException) {
            refuse(
                    where,
                    Texts.quoted(text) + " is not a JSON object on one line, at character "
                            + e.getLocation().getColumnNr() + ": " + oneLine(e.getOriginalMessage()));
        } else if (e instanceof MismatchedInputException wrong && where != null && wrong.getTargetType() != null) {
            refuse(
                    where,
                    "it is missing, null or of another kind: wanted is " + wanted(wrong.getTargetType())
                            + "; where there may be none, make the component an Optional. "
                            + oneLine(e.getOriginalMessage()));
        } else {
            refuse(
                    where,
                    Texts.quoted(text) + " is no " + type.getSimpleName() + ": " + oneLine(e.getOriginalMessage()));
        }
    }

    private static String wanted(Class<?> target) {
        ColumnKind kind = ColumnKind.of(target);
        return kind == null ? "a " + target.getSimpleName() : kind.wanted(target);
    }

    private static String oneLine(String message) {
        return message == null ? "" : message.lines().findFirst().orElse("");
    }

    private static boolean isBlank(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    /** Eight bytes at a time: a byte of the difference is zero where there is a line feed. */
    private static int lineFeed(byte[] bytes, int from, int to) {
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            long difference = (long) WORDS.get(bytes, i) ^ LINE_FEEDS;
            long zeros = (difference - LOW_BITS) & ~difference & HIGH_BITS;
            if (zeros != 0) {
                return i + Long.numberOfTrailingZeros(zeros) / Byte.SIZE;
            }
        }
        for (; i < to; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }
}
