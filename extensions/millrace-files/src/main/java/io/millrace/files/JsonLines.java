package io.millrace.files;

import java.util.Objects;

/**
 * One JSON object a line, in UTF-8, mapped by Jackson: components of records by their names, or those of {@link Column} or Jackson's annotations. Strict: a component that is
 * missing or null is refused, unless it is an Optional, and so are numbers that do not fit, texts where numbers are wanted, unknown names, and names that come twice.
 *
 * <p>Reading: empty lines are passed over. A line that is no such object is {@linkplain io.millrace.source.SourceContext#reject rejected} with a {@link
 * BadRecordException}. Writing: times as texts of ISO-8601, each object ended by a line feed. Immutable.
 *
 * @param <T> the objects
 */
public final class JsonLines<T> extends TextFormat<T> {

    private static final long serialVersionUID = 1;

    private final Class<T> type;
    private final boolean ignoresUnknown;
    private final int longestRecord;

    private JsonLines(Class<T> type, boolean ignoresUnknown, int longestRecord) {
        this.type = type;
        this.ignoresUnknown = ignoresUnknown;
        this.longestRecord = longestRecord;
    }

    /**
     * Of a class; unknown names are refused, and lines of more than 1 MiB.
     *
     * @param <T> the objects
     * @param type their class, which Jackson can write and read
     * @return the format
     */
    public static <T> JsonLines<T> of(Class<T> type) {
        return new JsonLines<>(
                Objects.requireNonNull(type, "the class of the objects must not be null"), false, LONGEST_RECORD);
    }

    /**
     * Has names passed over that the class does not have.
     *
     * @return the changed format
     */
    public JsonLines<T> ignoringUnknownColumns() {
        return new JsonLines<>(type, true, longestRecord);
    }

    /**
     * Sets how long a line may be; longer ones are rejected.
     *
     * @param bytes at least 1; 1 MiB unless set
     * @return the changed format
     */
    public JsonLines<T> longestRecord(int bytes) {
        return new JsonLines<>(type, ignoresUnknown, checkedLongest(bytes));
    }

    @Override
    Class<T> type() {
        return type;
    }

    @Override
    String ending() {
        return ".jsonl";
    }

    @Override
    int longestRecord() {
        return longestRecord;
    }

    @Override
    TextParser<T> parser() {
        return new JsonParser<>(type, ignoresUnknown, longestRecord);
    }

    @Override
    TextEncoder<T> encoder() {
        return new JsonEncoder<>(type);
    }

    @Override
    public String toString() {
        return "JSON lines of " + type.getSimpleName();
    }
}
