package io.millrace.files;

/**
 * How a column of a Parquet file becomes a component: by an expression of SQL whose value is null where it would not be exactly that of the file, and by what tells these values from null.
 *
 * @param column the component
 * @param way how
 * @param type of the column in the file; null when it is not there
 * @param value the expression; null where there is none
 * @param misfit the text of what is not null and has no value; null where all have one
 * @param unitNanos of times, how many nanoseconds the unit of the value has
 * @param given what the path of the file tells, or null
 */
record ParquetColumn(
        RecordColumn column, Way way, String type, String value, String misfit, int unitNanos, String given) {

    private static final int MICRO = 1_000;
    private static final String TEXT = "VARCHAR";

    /** How a value is taken. */
    enum Way {
        /** As the number that it is or stands for. */
        NUMBER,

        /** As the decimal number that it is. */
        DECIMAL,

        /** As the text that it is. */
        STRING,

        /** As a text, which is read as one of CSV. */
        TEXT,

        /** As the bytes of such a text: older writers do not say that they are one. */
        BYTES,

        /** Of the path. */
        GIVEN,

        NONE
    }

    /**
     * Of a file that has the column.
     *
     * @param type as DuckDB calls it
     */
    static ParquetColumn of(RecordColumn column, String type) {
        String name = Duck.name(column.name());
        if (type.equals("BLOB")) {
            return new ParquetColumn(column, Way.BYTES, type, name, null, 0, null);
        }
        if (column.kind() == ColumnKind.DECIMAL && type.startsWith("DECIMAL(") && type.endsWith(")")) {
            return new ParquetColumn(column, Way.DECIMAL, type, name, null, 0, null);
        }
        boolean text = Duck.type(column.kind(), 0).equals(TEXT) || column.kind().isLong();
        if (text || type.equals(TEXT)) {
            String value = type.equals(TEXT) ? name : "CAST(" + name + " AS VARCHAR)";
            Way way = column.kind() == ColumnKind.STRING ? Way.STRING : Way.TEXT;
            return new ParquetColumn(column, way, type, value, null, 0, null);
        }
        return number(column, type, name);
    }

    private static ParquetColumn number(RecordColumn column, String type, String name) {
        String own = Duck.type(column.kind(), 0);
        boolean same = type.equals(own.equals("TIMESTAMPTZ") ? "TIMESTAMP WITH TIME ZONE" : own);
        boolean nanos = type.equals("TIMESTAMP_NS") && own.startsWith("TIMESTAMP");
        String value;
        if (nanos) {
            value = "epoch_ns(" + name + ")";
        } else if (same) {
            value = Duck.number(name, column.kind());
        } else {
            String cast = "TRY_CAST(" + name + " AS " + own + ")";
            value = "CASE WHEN TRY_CAST(" + cast + " AS " + type + ") = " + name + " THEN "
                    + Duck.number(cast, column.kind()) + " END";
        }
        String misfit =
                value.equals(name) ? null : "CASE WHEN " + value + " IS NULL THEN CAST(" + name + " AS VARCHAR) END";
        return new ParquetColumn(column, Way.NUMBER, type, value, misfit, nanos ? 1 : MICRO, null);
    }

    /** Of a file that does not have it. */
    static ParquetColumn missing(RecordColumn column, String given) {
        return new ParquetColumn(column, given == null ? Way.NONE : Way.GIVEN, null, null, null, 0, given);
    }
}
