package io.millrace.files;

import java.util.Map;

/**
 * Cuts bytes into records and makes them; what the last call of {@link #next} has found is in its fields. Confined to one thread.
 *
 * @param <T> the records
 */
abstract class TextParser<T> {

    /** What {@link #next} returns when the end of the record is not there. */
    static final int MORE = -1;

    /** The record; null where there is none in that line, or a problem. */
    T record;

    /** What is wrong with it, or null; and in which column, null where it is about all of it. */
    String reason;

    String column;

    /** What a user's class has thrown, or null. */
    Throwable cause;

    /** How many lines it takes. */
    int lines;

    /** Those of them that are ahead of it, and empty. */
    int linesBefore;

    /** Whether a file begins with something that says what its columns are. */
    boolean hasHeader() {
        return false;
    }

    /**
     * Takes the header, which begins at an index; {@link #reason} is null if it will do.
     *
     * @param partitions what the path of the file says of columns
     * @param last whether nothing follows
     * @return the index behind it, or {@link #MORE}
     */
    int header(byte[] bytes, int from, int to, boolean last, Map<String, String> partitions) {
        throw new IllegalStateException("there is no header");
    }

    /** What is to be known of a file that has no header. */
    void begin(Map<String, String> partitions) {}

    /**
     * Takes the record that begins at an index.
     *
     * @param last whether nothing follows
     * @return the index behind it, or {@link #MORE}
     */
    abstract int next(byte[] bytes, int from, int to, boolean last);

    final void clear() {
        record = null;
        reason = null;
        column = null;
        cause = null;
        lines = 0;
        linesBefore = 0;
    }

    final void refuse(String ofColumn, String why) {
        record = null;
        column = ofColumn;
        reason = why;
    }
}
