package io.millrace.files;

import io.millrace.function.Fn;
import io.millrace.sink.Committer;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import io.millrace.sink.TransactionalSink;
import io.millrace.sink.TransactionalWriter;
import io.millrace.state.serde.Type;
import io.millrace.state.store.PathForm;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Writes records into files of a directory. A file is there whole or not at all: it is written under a hidden name, which begins with a dot, forced to the disk, and renamed
 * when it is complete. Whoever reads the directory and passes such names over never sees a part of one, and no file is ever changed.
 *
 * <p>In a job with snapshots each record is in one file exactly once, whatever happens. A file gets its name when a snapshot is complete that has all of
 * it: every snapshot ends the files that are open, unless {@link #rollEvery} lets them go on. In a job without snapshots a file appears when it is as large as it may
 * get, or as old, and at the end of the stream; what an open file has is lost when the job fails or is cancelled.
 *
 * <p>Names are {@code NAME-ATTEMPT-SUBTASK-NUMBER.ENDING}: attempt and subtask of the job, and a number that the writer counts, so that they ascend in each subtask. The directory has to
 * be there; those of partitions are made. Each parallel writer writes files of its own. Immutable: each method returns a changed copy.
 *
 * @param <T> the records
 */
@SuppressWarnings("exports") // what is prepared is between this sink and its snapshots
public final class FileSink<T> implements TransactionalSink<T, PreparedFiles> {

    private static final long serialVersionUID = 1;

    static final long FILE_BYTES = 128L << 20;
    static final int OPEN_FILES = 64;

    private final PathForm directory;
    private final FileFormat<T> format;
    private String name;
    private Compression compression = Compression.NONE;
    private long rollBytes = FILE_BYTES;
    private Duration rollEvery;
    private List<Partition<T>> partitions = List.of();
    private int openFiles = OPEN_FILES;

    private FileSink(PathForm directory, FileFormat<T> format) {
        this.directory = directory;
        this.format = format;
    }

    /** A copy, to be changed before anybody else has it. */
    private FileSink(FileSink<T> from) {
        this(from.directory, from.format);
        name = from.name;
        compression = from.compression;
        rollBytes = from.rollBytes;
        rollEvery = from.rollEvery;
        partitions = from.partitions;
        openFiles = from.openFiles;
    }

    /**
     * Into a directory: not compressed, files of about 128 MiB at most, not partitioned, named after the sink.
     *
     * @param <T> the records
     * @param directory which has to be there when the job starts
     * @param format how records are kept
     * @return the sink
     */
    public static <T> FileSink<T> in(Path directory, FileFormat<T> format) {
        Objects.requireNonNull(directory, "the directory must not be null");
        return new FileSink<>(PathForm.of(directory), Objects.requireNonNull(format, "the format must not be null"));
    }

    /**
     * Sets what the names of files begin with. Sinks and programs that write into one directory need different ones.
     *
     * @param newName of letters, digits, underscores and hyphens, without an underscore at its beginning, by which files are passed over; the name of the sink in the pipeline unless set, with hyphens in place of
     *     what cannot be
     * @return the changed sink
     */
    public FileSink<T> named(String newName) {
        if (newName.isEmpty() || !newName.equals(safe(newName))) {
            throw new IllegalArgumentException("the name " + Texts.quoted(newName)
                    + (newName.startsWith("_")
                            ? " begins with an underscore, and so would the files, which are passed over by whoever reads the directory"
                            : " is not of letters, digits, underscores and hyphens; files begin with it"));
        }
        FileSink<T> changed = new FileSink<>(this);
        changed.name = newName;
        return changed;
    }

    /** Files that begin with a dot or an underscore are passed over, by Hive and Spark too. */
    private static String safe(String text) {
        return text.replaceAll("^_|[^A-Za-z0-9_-]", "-");
    }

    /**
     * Sets how files are compressed.
     *
     * @param newCompression how; {@link Compression#NONE} unless set. Parquet compresses by itself
     * @return the changed sink
     * @throws IllegalStateException when its library is not among the dependencies of the program
     */
    public FileSink<T> compressed(Compression newCompression) {
        Objects.requireNonNull(newCompression, "the compression must not be null")
                .require();
        format.checkCanBe(newCompression);
        FileSink<T> changed = new FileSink<>(this);
        changed.compression = newCompression;
        return changed;
    }

    /**
     * Sets how large a file gets: the next one begins when it has so many bytes, as far as they have been compressed.
     *
     * @param bytes at least 1; 128 MiB unless set
     * @return the changed sink
     */
    public FileSink<T> rollAt(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("files of " + bytes + " bytes cannot be; give at least 1");
        }
        FileSink<T> changed = new FileSink<>(this);
        changed.rollBytes = bytes;
        return changed;
    }

    /**
     * Lets files be written on over snapshots, for larger ones, until they are so old or as large as they may get; looked at when records or barriers come. They are hidden until then,
     * also when the job is stopped: the next start gives them their names, as they are by the snapshot that it goes on from. Parquet files end with each snapshot all the same.
     *
     * @param age by the clock, positive; unless set, files end with each snapshot, and in a job without snapshots have any age
     * @return the changed sink
     */
    public FileSink<T> rollEvery(Duration age) {
        if (age.isNegative() || age.isZero()) {
            throw new IllegalArgumentException("files cannot be as old as " + age + "; give a positive duration");
        }
        FileSink<T> changed = new FileSink<>(this);
        changed.rollEvery = age;
        return changed;
    }

    /**
     * Puts records into directories by a value, as Hive has them: {@code country=DE}. Said several times, the directories are within each other.
     *
     * @param column its name
     * @param value from a record to the value, of which the text is taken; null and nothing go to {@code __HIVE_DEFAULT_PARTITION__}
     * @return the changed sink
     */
    public FileSink<T> partitionedBy(String column, Fn<? super T, ?> value) {
        return partitioned(new Partition.ByValue<>(
                column, Objects.requireNonNull(value, "the function of partitions must not be null")));
    }

    /**
     * Puts records into directories by their event time in UTC, as Hive has them: {@code partitionedByTime("dt", "yyyy-MM-dd")} makes {@code dt=2026-11-29}.
     *
     * @param column its name
     * @param pattern of {@link java.time.format.DateTimeFormatter}; what is finer than a second is 0
     * @return the changed sink
     */
    public FileSink<T> partitionedByTime(String column, String pattern) {
        return partitionedByTime(column, pattern, ZoneOffset.UTC);
    }

    /**
     * As {@link #partitionedByTime(String, String)}, with the days and hours of a zone.
     *
     * @param column its name
     * @param pattern of {@link java.time.format.DateTimeFormatter}; what is finer than a second is 0
     * @param zone whose days and hours are meant
     * @return the changed sink
     */
    public FileSink<T> partitionedByTime(String column, String pattern, ZoneId zone) {
        return partitioned(new Partition.ByTime<>(
                column,
                Objects.requireNonNull(pattern, "the pattern must not be null"),
                Objects.requireNonNull(zone, "the zone must not be null")));
    }

    private FileSink<T> partitioned(Partition<T> more) {
        FileSink<T> changed = new FileSink<>(this);
        List<Partition<T>> all = new ArrayList<>(partitions);
        if (all.stream().anyMatch(each -> each.column().equals(more.column()))) {
            throw new IllegalArgumentException("there are two partition columns '" + more.column() + "'");
        }
        all.add(more);
        changed.partitions = List.copyOf(all);
        return changed;
    }

    /**
     * Sets how many files a writer has open at a time, one for each partition that gets records. Where there are more partitions, the file that has got nothing for
     * longest ends, and another one of that partition begins later.
     *
     * @param files at least 1; 64 unless set. Each takes 64 KiB and more
     * @return the changed sink
     */
    public FileSink<T> openFiles(int files) {
        if (files < 1) {
            throw new IllegalArgumentException(
                    "nothing can be written with " + files + " open files; allow at least 1");
        }
        FileSink<T> changed = new FileSink<>(this);
        changed.openFiles = files;
        return changed;
    }

    @Override
    public SinkWriter<T> open(SinkContext context) {
        return writer(context, false);
    }

    @Override
    public TransactionalWriter<T, PreparedFiles> openTransactional(SinkContext context, List<PreparedFiles> restored) {
        return writer(context, true);
    }

    private FileWriter<T> writer(SinkContext context, boolean transactional) {
        return new FileWriter<>(this, folder(context), context, transactional);
    }

    private OutputFolder folder(SinkContext context) {
        Path absolute = directory.path().toAbsolutePath().normalize();
        return new OutputFolder(context.disk(), absolute, prefix(context), format.ending() + compression.ending());
    }

    private String prefix(SinkContext context) {
        return name == null ? safe(context.operator()) : name;
    }

    @Override
    public Committer<PreparedFiles> committer(SinkContext context) {
        return new FileCommitter(folder(context), prefix(context), context.attempt(), context.snapshots());
    }

    @Override
    public Type<PreparedFiles> preparedType() {
        return Type.of(PreparedFiles.class);
    }

    @Override
    public List<Path> files() {
        // One that stands for all: a source that reads the directory would read what is written.
        return List.of(directory.path().resolve(name == null ? "files" : name));
    }

    @Override
    public boolean blocking() {
        return true;
    }

    FileFormat<T> format() {
        return format;
    }

    Compression compression() {
        return compression;
    }

    long rollBytes() {
        return rollBytes;
    }

    /** Null where files end with snapshots. */
    Duration rollEvery() {
        return rollEvery;
    }

    List<Partition<T>> partitions() {
        return partitions;
    }

    int openFiles() {
        return openFiles;
    }

    @Override
    public String toString() {
        return format + " in " + directory.path();
    }
}
