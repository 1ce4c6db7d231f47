package io.millrace.files;

import io.millrace.operator.TaskContext;
import io.millrace.refusal.JobRefusedException.UnfitSnapshotException;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.source.Split;
import io.millrace.source.SplitFinder;
import io.millrace.source.SplitSource;
import io.millrace.source.Splits;
import io.millrace.state.serde.Type;
import io.millrace.state.store.PathForm;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Reads records from a file, or from the files of a directory. Each file is a split: parallel readers share them, each is read in its order, and a job that goes on reads each on from
 * where it was and none again, with any parallelism. Files whose names end in {@code .gz} and {@code .zst} are decompressed; to go on in such a one, it is read from the
 * beginning up to there.
 *
 * <p>A file is taken when its name fits, and is read once, to the end that it has then. So have files written under a name that does not fit, and renamed when they are complete: names that begin with a dot or an
 * underscore, or end in {@code .tmp}, {@code .part}, {@code .pending} or {@code .inprogress}, never fit. What is added to a file later is not read; with {@link #lookEvery} the log warns of it, for the 100 files that were read last, unless they are compressed. A file that is replaced or cut while it is being
 * read, or before a job goes on with it, fails the job.
 *
 * <p>A record that is not what the format wants is {@linkplain SourceContext#reject rejected}: it fails the job with a {@link BadRecordException}, unless {@code onError} right
 * behind the source says otherwise. Immutable: each method returns a changed copy.
 *
 * @param <T> the records
 */
public final class FileSource<T> implements SplitSource<T> {

    private static final long serialVersionUID = 1;

    static final int FILES_AT_ONCE = 16;

    private final PathForm path;
    private final FileFormat<T> format;
    private final boolean single;
    private String glob;
    private boolean recursive;
    private Duration lookAgain;
    private FileOrder order = FileOrder.NAME;
    private int filesAtOnce = FILES_AT_ONCE;
    private boolean ascends;
    private WhenRead whenRead = WhenRead.KEEP;
    private Compression compression;

    private FileSource(PathForm path, FileFormat<T> format, boolean single) {
        this.path = path;
        this.format = format;
        this.single = single;
    }

    /** A copy, to be changed before anybody else has it. */
    private FileSource(FileSource<T> from) {
        this(from.path, from.format, from.single);
        glob = from.glob;
        recursive = from.recursive;
        lookAgain = from.lookAgain;
        order = from.order;
        filesAtOnce = from.filesAtOnce;
        ascends = from.ascends;
        whenRead = from.whenRead;
        compression = from.compression;
    }

    /**
     * The records of one file; bounded.
     *
     * @param <T> the records
     * @param file which has to be there when the job starts
     * @param format how records are kept
     * @return the source
     */
    public static <T> FileSource<T> of(Path file, FileFormat<T> format) {
        return new FileSource<>(form(file), Objects.requireNonNull(format, "the format must not be null"), true);
    }

    /**
     * The records of the files of a directory: those that are there when the job starts, or goes on; 16 at a time in each task, in the order of their names.
     *
     * @param <T> the records
     * @param directory which has to be there when the job starts
     * @param format how records are kept
     * @return the source
     */
    public static <T> FileSource<T> in(Path directory, FileFormat<T> format) {
        return new FileSource<>(form(directory), Objects.requireNonNull(format, "the format must not be null"), false);
    }

    private static PathForm form(Path path) {
        return PathForm.of(Objects.requireNonNull(path, "the path must not be null"));
    }

    private FileSource<T> ofDirectory(String method) {
        if (single) {
            throw new IllegalArgumentException(
                    method + " is for the files of a directory; say FileSource.in(directory, format)");
        }
        return new FileSource<>(this);
    }

    /**
     * Takes files alone that fit a pattern.
     *
     * @param pattern as {@link java.nio.file.FileSystem#getPathMatcher} has globs: where it has no slash it is for the name of the file, such as {@code *.csv.gz}, else for its path below
     *     the directory
     * @return the changed source
     */
    public FileSource<T> glob(String pattern) {
        FileSource<T> changed = ofDirectory("glob");
        FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        changed.glob = pattern;
        return changed;
    }

    /**
     * Takes the files of directories below it, too. Columns that a file does not have are told by its path, as in {@code dt=2026-11-29/orders.csv}; those that it has count.
     *
     * @return the changed source
     */
    public FileSource<T> recursive() {
        FileSource<T> changed = ofDirectory("recursive");
        changed.recursive = true;
        return changed;
    }

    /**
     * Reads files that appear while the job runs, too; it goes on until it is stopped.
     *
     * @param interval after how long to look for files again, positive
     * @return the changed source
     */
    public FileSource<T> lookEvery(Duration interval) {
        FileSource<T> changed = ofDirectory("lookEvery");
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException(
                    "to look for files again after " + interval + " cannot be done; give a positive duration");
        }
        changed.lookAgain = interval;
        return changed;
    }

    /**
     * Sets in which order files are read, where not all are at the same time. One after the other they are with {@code filesAtOnce(1)} in a source of one task.
     *
     * @param newOrder which; {@link FileOrder#NAME} unless set
     * @return the changed source
     */
    public FileSource<T> ordered(FileOrder newOrder) {
        FileSource<T> changed = ofDirectory("ordered");
        changed.order = Objects.requireNonNull(newOrder, "the order must not be null");
        return changed;
    }

    /**
     * Sets how many files a task reads at a time, in turns. Those that wait do not hold event time back.
     *
     * @param files at least 1; 16 unless set. Each takes 256 KiB and more
     * @return the changed source
     */
    public FileSource<T> filesAtOnce(int files) {
        if (files < 1) {
            throw new IllegalArgumentException("nothing is read with " + files + " files at once; allow at least 1");
        }
        FileSource<T> changed = ofDirectory("filesAtOnce");
        changed.filesAtOnce = files;
        return changed;
    }

    /**
     * Says that the name of a new file is always greater than those of all before it. Then the job remembers no more than the files that it reads, those that it has read after the first of these, and one more;
     * otherwise, and where files go that have been read, it remembers each for as long as it is in the directory. A file with a name less than that of one that has been read and forgotten is not read.
     *
     * @return the changed source
     */
    public FileSource<T> ascendingNames() {
        FileSource<T> changed = ofDirectory("ascendingNames");
        changed.ascends = true;
        return changed;
    }

    /**
     * Has files deleted that have been read, when all snapshots that are kept have their ends: the latest ones, see {@link
     * io.millrace.snapshot.Snapshots#keep}, and those with a name, so that the job can go on from each. Without snapshots they stay, and so do those whose ends an older one of these does not have when the job ends.
     * Names are not to be used again meanwhile.
     *
     * @return the changed source
     */
    public FileSource<T> deleteWhenRead() {
        FileSource<T> changed = ofDirectory("deleteWhenRead");
        changed.whenRead = new WhenRead(true, null);
        return changed;
    }

    /**
     * Has files moved that have been read, when all snapshots that are kept have their ends: the latest ones, see {@link
     * io.millrace.snapshot.Snapshots#keep}, and those with a name, so that the job can go on from each. Without snapshots they stay, and so do those whose ends an older one of these does not have when the job ends.
     * Names are not to be used again meanwhile.
     *
     * @param directory where to, on the same disk; made when it is not there. A file that is there already stays, and the other one gets a number behind its name
     * @return the changed source
     */
    public FileSource<T> moveWhenRead(Path directory) {
        FileSource<T> changed = ofDirectory("moveWhenRead");
        Path to = directory.toAbsolutePath().normalize();
        if (to.equals(path.path().toAbsolutePath().normalize())) {
            throw new IllegalArgumentException("files that have been read cannot be moved to where they are: " + to);
        }
        changed.whenRead = new WhenRead(false, form(to));
        return changed;
    }

    /**
     * Sets how the files are compressed, whatever their names end in.
     *
     * @param newCompression how
     * @return the changed source
     * @throws IllegalStateException when its library is not among the dependencies of the program
     */
    public FileSource<T> compression(Compression newCompression) {
        Objects.requireNonNull(newCompression, "the compression must not be null")
                .require();
        FileSource<T> changed = new FileSource<>(this);
        changed.compression = newCompression;
        return changed;
    }

    /** The directory that the ids of splits are below. */
    Path directory() {
        Path absolute = path.path().toAbsolutePath().normalize();
        return single ? absolute.getParent() : absolute;
    }

    @Override
    public SplitFinder finder(TaskContext context) {
        if (single) {
            String name = path.path().toAbsolutePath().getFileName().toString();
            return known -> Splits.all(List.of(new Split(name)));
        }
        DirectoryFiles files = new DirectoryFiles(directory(), context.disk(), recursive, glob, order, moved());
        return whenRead.keeps()
                ? new FileFinder(context, files, ascends, lookAgain, this::lengthAt)
                : new DisposingFinder(context, files, whenRead, lookAgain, this::lengthAt);
    }

    /** How long a file of the directory was where its reader has ended, bytes; -1 when that is not known. */
    long lengthAt(String split, Object end) {
        return isPosition(end)
                ? format.lengthAt(numbers(end), compressionOf(directory().resolve(split)))
                : -1;
    }

    private Compression compressionOf(Path file) {
        return compression == null ? format.compressionOf(file) : compression;
    }

    private Path moved() {
        return whenRead.moves() == null ? null : whenRead.moves().path();
    }

    @Override
    public SourceReader<T> open(SourceContext context) throws Exception {
        Path file = directory().resolve(context.split());
        List<String> levels = new ArrayList<>();
        Path below = directory().relativize(file).getParent();
        if (below != null) {
            below.forEach(level -> levels.add(level.toString()));
        }
        FileInput input = new FileInput(file, context.disk(), compressionOf(file), Partition.of(levels));
        RecordReader<T> records = format.reader(input, startOf(context), context);
        return new FileReader<>(records);
    }

    private static List<Long> startOf(SourceContext context) {
        Object position = context.startPosition();
        if (position == null) {
            return null;
        }
        if (isPosition(position)) {
            return numbers(position);
        }
        throw new UnfitSnapshotException(
                "source '" + context.operator() + "' cannot go on at " + position
                        + ": its positions are four numbers; was it another kind of source when the position was taken?",
                null);
    }

    private static boolean isPosition(Object position) {
        return position instanceof List<?> list
                && list.size() == 4
                && list.stream().allMatch(Long.class::isInstance);
    }

    private static List<Long> numbers(Object position) {
        return ((List<?>) position).stream().map(Long.class::cast).toList();
    }

    @Override
    public int splitsAtOnce() {
        return filesAtOnce;
    }

    @Override
    public boolean blocking() {
        return true;
    }

    @Override
    public List<Path> files() {
        return List.of(path.path());
    }

    @Override
    public Type<T> eventType() {
        return Type.of(format.type());
    }

    @Override
    public String toString() {
        return format + " in " + path.path();
    }
}
