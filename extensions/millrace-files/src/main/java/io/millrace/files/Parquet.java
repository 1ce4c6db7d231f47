package io.millrace.files;

import io.millrace.source.SourceContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Parquet, by DuckDB's JDBC driver: it takes {@code org.duckdb:duckdb_jdbc} among the dependencies of the program. Mapped to the components of a record by the names of the columns; components hold what those of {@link
 * Csv} do. BigDecimal is a DECIMAL(38, s), BigInteger a DECIMAL(38, 0), Instant a timestamp in UTC, LocalDateTime one without a zone and LocalTime a time, all three of microseconds, LocalDate a date; UUID has its own type,
 * and enums, characters and Duration are texts.
 *
 * <p>Reading: columns may be in any order, and of another type: a value that would not be exactly the same in the component, such as one with a fraction for a whole number, makes its row {@linkplain
 * SourceContext#reject rejected}. Texts, also where a file has them as bytes, are read as {@link Csv} reads them. An Optional is empty where there is null or no column; null elsewhere makes a row rejected, too, and columns that will not do the file. Writing: a value that does not fit its column, such as one of nanoseconds, fails the job. What is written is kept in memory outside the heap until its
 * file ends; each snapshot ends files. Immutable.
 *
 * @param <T> the records
 */
public final class Parquet<T> extends FileFormat<T> {

    private static final long serialVersionUID = 1;

    private static final int SCALE = 9;
    private static final int PRECISION = 38;

    private final Class<T> type;
    private final boolean ignoresUnknown;
    private final int scale;

    private Parquet(Class<T> type, boolean ignoresUnknown, int scale) {
        this.type = type;
        this.ignoresUnknown = ignoresUnknown;
        this.scale = scale;
    }

    /**
     * Compressed with Zstandard inside, BigDecimal with 9 decimals; unknown columns are refused.
     *
     * @param <T> the records
     * @param record their class
     * @return the format
     * @throws IllegalArgumentException when it is no record, or has a component that no column can hold
     * @throws IllegalStateException when DuckDB is not among the dependencies of the program
     */
    public static <T> Parquet<T> of(Class<T> record) {
        Library.DUCKDB.require();
        RecordColumns.of(record);
        return new Parquet<>(record, false, SCALE);
    }

    /**
     * Has columns passed over that are no component of the record.
     *
     * @return the changed format
     */
    public Parquet<T> ignoringUnknownColumns() {
        return new Parquet<>(type, true, scale);
    }

    /**
     * Sets how many decimals BigDecimal is written with. What has more fails the job.
     *
     * @param decimals from 0 to 38, which is the number of all digits; 9 unless set
     * @return the changed format
     */
    public Parquet<T> decimals(int decimals) {
        if (decimals < 0 || decimals > PRECISION) {
            throw new IllegalArgumentException("there are from 0 to " + PRECISION + " decimals, not " + decimals);
        }
        return new Parquet<>(type, ignoresUnknown, decimals);
    }

    @Override
    Class<T> type() {
        return type;
    }

    @Override
    String ending() {
        return ".parquet";
    }

    @Override
    Compression compressionOf(Path file) {
        return Compression.NONE;
    }

    @Override
    void checkCanBe(Compression compression) {
        if (compression != Compression.NONE) {
            throw new IllegalArgumentException(
                    "Parquet files are compressed inside; leave out compressed(" + compression + ")");
        }
    }

    @Override
    RecordReader<T> reader(FileInput input, List<Long> from, SourceContext context) throws IOException {
        ParquetReader<T> reader = new ParquetReader<>(input, RecordColumns.of(type), ignoresUnknown, context);
        try {
            reader.begin(from);
            return reader;
        } catch (Throwable e) {
            reader.close();
            throw e;
        }
    }

    @Override
    long lengthAt(List<Long> end, Compression compression) {
        return ParquetReader.lengthAt(end);
    }

    @Override
    RecordFile<T> writer(FileOutput output) throws IOException {
        return new ParquetFile<>(output, RecordColumns.of(type), scale);
    }

    @Override
    public String toString() {
        return "Parquet of " + type.getSimpleName();
    }
}
