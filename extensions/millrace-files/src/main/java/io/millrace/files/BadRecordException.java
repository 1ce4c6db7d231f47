package io.millrace.files;

/**
 * A record of a file that cannot become an event. The message, of one line, names file, line, column and value, and says what is wanted there.
 * It is what {@code onError} right behind the source is told.
 */
public final class BadRecordException extends Exception {

    private static final long serialVersionUID = 1;

    /** Where it stands. */
    private final String file;

    private final long line;

    /** In which column; null where it is about all of the line. */
    private final String column;

    BadRecordException(String file, long line, String column, String reason, Throwable cause) {
        super(file + ", line " + line + (column == null ? "" : ", column '" + column + "'") + ": " + reason, cause);
        this.file = file;
        this.line = line;
        this.column = column;
    }

    /**
     * The file.
     *
     * @return its path
     */
    public String file() {
        return file;
    }

    /**
     * The line that the record begins in; of a Parquet file the row.
     *
     * @return counted from 1
     */
    public long line() {
        return line;
    }

    /**
     * The column.
     *
     * @return its name; null where it is about all of the record
     */
    public String column() {
        return column;
    }
}
