package io.millrace.files;

import io.millrace.operator.Batch;
import io.millrace.source.Fetch;
import io.millrace.source.SourceContext;
import io.millrace.state.store.Disk;
import io.millrace.state.store.DiskException;
import io.millrace.state.store.FileDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** Reads a Parquet file. A position is how many rows have been read, how long the file is, the checksum of its footer, and whether its end has been seen. */
final class ParquetReader<T> implements RecordReader<T> {

    private static final long READS = 0;
    private static final long ENDED = 2;

    /** The length of the footer and the magic bytes. */
    private static final int FOOTER_END = 8;

    private static final int CHUNK = 64 << 10;

    private final FileInput input;
    private final Path path;
    private final RecordColumns record;
    private final boolean ignoresUnknown;
    private final SourceContext context;
    private final long size;
    private final long footer;
    private List<ParquetColumn> columns;
    private Connection connection;
    private Statement statement;
    private ResultSet rows;
    private ParquetRow row;

    /** The file as DuckDB can read it, if that is another one; or null. */
    private Path copy;

    private BadRecordException unfit;
    private long read;
    private long state = READS;

    ParquetReader(FileInput input, RecordColumns record, boolean ignoresUnknown, SourceContext context)
            throws IOException {
        this.input = input;
        this.path = input.path();
        this.record = record;
        this.ignoresUnknown = ignoresUnknown;
        this.context = context;
        try (Disk.File file = input.disk().open(path)) {
            size = file.size();
            footer = checksumOfFooter(file, size);
        }
    }

    /** It says where all parts of the file are, how long, and between which values. */
    private static long checksumOfFooter(Disk.File file, long size) throws IOException {
        ByteBuffer end = ByteBuffer.allocate(FOOTER_END).order(ByteOrder.LITTLE_ENDIAN);
        file.read(Math.max(0, size - FOOTER_END), end);
        long length = end.flip().remaining() < FOOTER_END ? 0 : Math.max(0, end.getInt());
        CRC32C checksum = new CRC32C();
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
        for (long at = Math.max(0, size - FOOTER_END - length); at < size; at += buffer.limit()) {
            if (file.read(at, buffer.clear()) <= 0) {
                break;
            }
            checksum.update(buffer.flip());
            buffer.rewind();
        }
        return checksum.getValue();
    }

    void begin(List<Long> from) throws IOException {
        if (from != null) {
            read = from.get(0);
            if (from.get(1) != size || from.get(2) != footer) {
                throw DiskException.because(
                        "go on reading",
                        path,
                        "at row " + read + ": it has " + size + " bytes and had " + from.get(1)
                                + ", or what it says of its parts is not the same; it was replaced. Put the file back as it was; or else start without the snapshot, or give"
                                + " the source another name, to read it from the beginning");
            }
        }
        connection = Duck.open("read", path);
        String file = Duck.text(Duck.pattern(local().toString()));
        try {
            statement = connection.createStatement();
            String query = query(file);
            if (query != null) {
                rows = statement.executeQuery(query);
            }
        } catch (SQLException e) {
            throw Duck.failure("read", path, e);
        }
    }

    /** DuckDB knows the file system of this machine alone, and takes a backslash in a pattern for an end of a directory. */
    private Path local() throws IOException {
        String name = path.getFileName().toString();
        if (input.disk() instanceof FileDisk
                && (name.indexOf('\\') < 0 || Duck.pattern(name).equals(name))) {
            return path;
        }
        copy = Files.createTempFile("millrace", ".parquet");
        try (DiskInput in = new DiskInput(path, input.disk())) {
            Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
        }
        return copy;
    }

    /** What reads the columns; null when they will not do. */
    private String query(String file) throws SQLException {
        Map<String, String> types = new LinkedHashMap<>();
        try (Statement asking = connection.createStatement();
                ResultSet described = asking.executeQuery(
                        "DESCRIBE SELECT * FROM read_parquet(" + file + ", hive_partitioning = false)")) {
            while (described.next()) {
                types.put(described.getString(1), described.getString(2));
            }
        }
        if (!ignoresUnknown) {
            for (String name : types.keySet()) {
                if (!record.names().contains(name)) {
                    refuse(
                            name,
                            "it is not a component of " + record.type().getSimpleName() + "; the columns are "
                                    + record.names() + "; to read the others alone, say ignoringUnknownColumns()");
                    return null;
                }
            }
        }
        columns = new ArrayList<>();
        for (RecordColumn column : record.columns()) {
            String type = types.get(column.name());
            String given = input.partitions().get(column.name());
            if (type == null && given == null && !column.isOptional()) {
                refuse(
                        column.name(),
                        "it is missing; the file has " + types.keySet()
                                + ". Add it, or make the component an Optional");
                return null;
            }
            columns.add(type == null ? ParquetColumn.missing(column, given) : ParquetColumn.of(column, type));
        }
        String wanted = columns.stream()
                .flatMap(column -> Stream.of(column.value(), column.misfit()))
                .filter(Objects::nonNull)
                .collect(Collectors.joining(", "));
        return "SELECT " + (wanted.isEmpty() ? "NULL" : wanted) + " FROM read_parquet(" + file
                + ", hive_partitioning = false) OFFSET " + read;
    }

    private void refuse(String column, String reason) {
        unfit = new BadRecordException(path.toString(), 1, column, reason, null);
    }

    @Override
    @SuppressWarnings("unchecked") // what the constructor of the record makes
    public Fetch fetch(Batch<T> batch) throws IOException {
        if (unfit != null) {
            BadRecordException problem = unfit;
            unfit = null;
            context.reject(path.toString(), problem);
        }
        if (rows == null) {
            state = ENDED;
            return Fetch.END;
        }
        try {
            if (row == null) {
                row = new ParquetRow(record, columns, rows);
            }
            for (int left = batch.capacity(); left > 0 && !batch.isFull(); left--) {
                if (!rows.next()) {
                    state = ENDED;
                    close();
                    return Fetch.END;
                }
                read++;
                T made = (T) make();
                if (made != null) {
                    batch.add(made);
                }
            }
        } catch (SQLException e) {
            throw Duck.failure("read", path, e);
        }
        return Fetch.MORE;
    }

    /** Null when it is rejected. */
    private Object make() throws SQLException {
        try {
            return row.make();
        } catch (FieldProblem e) {
            reject(e.column(), e.getMessage(), null);
        } catch (SQLException e) {
            throw e;
        } catch (Throwable e) {
            reject(null, "it is refused by " + record.type().getSimpleName() + ": " + e, e);
        }
        return null;
    }

    private void reject(String column, String reason, Throwable cause) {
        context.reject("row " + read, new BadRecordException(path.toString(), read, column, reason, cause));
    }

    static long lengthAt(List<Long> end) {
        return end.get(1);
    }

    @Override
    public List<Long> position() {
        return List.of(read, size, footer, state);
    }

    @Override
    public void close() throws IOException {
        rows = null;
        Connection closing = connection;
        connection = null;
        try {
            try {
                if (statement != null) {
                    statement.close();
                }
            } finally {
                if (closing != null) {
                    closing.close();
                }
            }
        } catch (SQLException e) {
            throw Duck.failure("read", path, e);
        } finally {
            if (copy != null) {
                Files.deleteIfExists(copy);
            }
        }
    }
}
