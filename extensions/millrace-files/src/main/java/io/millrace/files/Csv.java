package io.millrace.files;

/**
 * Comma-separated values of RFC 4180, in UTF-8, mapped to the components of a record by the names in the header. A component holds a primitive value or its box,
 * String, BigDecimal, BigInteger, Instant, LocalDate, LocalDateTime, LocalTime, Duration, UUID, an enum, or an Optional of one of these, which is empty where the
 * field is (without quotes) or the column is missing. Texts of numbers and times are those of ISO-8601 and of Java, in any locale.
 *
 * <p>Reading: columns may be in any order. A byte order mark, empty lines, and carriage returns ahead of line feeds are passed over; a field in
 * quotation marks may have line feeds, and its quotation marks are doubled. A field that does not fit its component, a line with too many fields or too few, and one that is not UTF-8 are each
 * {@linkplain io.millrace.source.SourceContext#reject rejected} with a {@link BadRecordException}, and so is, as one, a file whose header will not do.
 *
 * <p>Writing: a header, then a line each, ended by a line feed, with quotation marks where they are needed. What could not be read back as it is, such as null, fails the
 * job. Immutable.
 *
 * @param <T> the records
 */
public final class Csv<T> extends TextFormat<T> {

    private static final long serialVersionUID = 1;

    private final Class<T> type;
    private final char separator;
    private final boolean hasHeader;
    private final boolean ignoresUnknown;
    private final int longestRecord;

    private Csv(Class<T> type, char separator, boolean hasHeader, boolean ignoresUnknown, int longestRecord) {
        this.type = type;
        this.separator = separator;
        this.hasHeader = hasHeader;
        this.ignoresUnknown = ignoresUnknown;
        this.longestRecord = longestRecord;
    }

    /**
     * With commas and a header; unknown columns are refused, and records of more than 1 MiB.
     *
     * @param <T> the records
     * @param record their class
     * @return the format
     * @throws IllegalArgumentException when it is no record, or has a component that no column can hold
     */
    public static <T> Csv<T> of(Class<T> record) {
        RecordColumns.of(record);
        return new Csv<>(record, ',', true, false, LONGEST_RECORD);
    }

    /**
     * Sets what is between two fields.
     *
     * @param character one of ASCII that no number has: not a digit, a letter, a quotation mark, a space, a sign, a point, a line feed or a carriage return
     * @return the changed format
     */
    public Csv<T> separator(char character) {
        boolean taken = Character.isLetterOrDigit(character) || "\"+-. \r\n".indexOf(character) >= 0;
        if (character >= 0x7F || taken || (character < ' ' && character != '\t')) {
            throw new IllegalArgumentException("the separator " + Texts.quoted(String.valueOf(character))
                    + " may be part of a value; take a comma, a semicolon, a tabulator or a bar");
        }
        return new Csv<>(type, character, hasHeader, ignoresUnknown, longestRecord);
    }

    /**
     * Has files without a header: the columns are in the order of the record's components.
     *
     * @return the changed format
     */
    public Csv<T> withoutHeader() {
        return new Csv<>(type, separator, false, ignoresUnknown, longestRecord);
    }

    /**
     * Has columns passed over that are no component of the record.
     *
     * @return the changed format
     */
    public Csv<T> ignoringUnknownColumns() {
        return new Csv<>(type, separator, hasHeader, true, longestRecord);
    }

    /**
     * Sets how long a record may be; longer ones are rejected.
     *
     * @param bytes at least 1; 1 MiB unless set
     * @return the changed format
     */
    public Csv<T> longestRecord(int bytes) {
        return new Csv<>(type, separator, hasHeader, ignoresUnknown, checkedLongest(bytes));
    }

    @Override
    Class<T> type() {
        return type;
    }

    @Override
    String ending() {
        return ".csv";
    }

    @Override
    int longestRecord() {
        return longestRecord;
    }

    @Override
    TextParser<T> parser() {
        return new CsvParser<>(RecordColumns.of(type), separator, hasHeader, ignoresUnknown);
    }

    @Override
    TextEncoder<T> encoder() {
        return new CsvEncoder<>(RecordColumns.of(type), separator, hasHeader);
    }

    @Override
    public String toString() {
        return "CSV of " + type.getSimpleName();
    }
}
