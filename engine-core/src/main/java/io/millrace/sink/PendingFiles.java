package io.millrace.sink;

import io.millrace.state.store.Disk;
import io.millrace.state.store.DiskException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files beside a target that hold what is not yet committed. Each is named by the offset in the target at which its
 * bytes belong, and by the attempt at the job that has written it; the next one of that begins where it ends.
 */
final class PendingFiles {

    /** A long of decimal digits without leading zeros, as written by {@link #at}. */
    private static final String OFFSET = "(0|[1-9][0-9]{0,17})";

    private static final String ATTEMPT = "([1-9][0-9]{0,8})";

    private final Disk disk;
    private final Path target;
    private final Pattern names;

    PendingFiles(Disk disk, Path target) {
        this.disk = disk;
        this.target = target;
        this.names =
                Pattern.compile(Pattern.quote(target.getFileName() + ".") + OFFSET + "\\." + ATTEMPT + "\\.pending");
    }

    /** The path of the file of an attempt that begins at an offset. */
    Path at(long start, int attempt) {
        return target.resolveSibling(target.getFileName() + "." + start + "." + attempt + ".pending");
    }

    /** Where the file of an attempt begins that would hold the byte at an offset; -1 when none begins at or before it. */
    long startOfWhatCovers(long offset, int attempt) throws IOException {
        if (disk.exists(at(offset, attempt))) {
            return offset;
        }
        return all().stream()
                .filter(file -> file.attempt == attempt && file.start < offset)
                .mapToLong(Pending::start)
                .max()
                .orElse(-1);
    }

    /** Fails when no file can be made beside the target; a job is to know that when it starts. */
    void checkWritable(int attempt) throws IOException {
        if (!disk.exists(target.getParent())) {
            throw DiskException.of("write", target, new NoSuchFileException(target.toString()));
        }
        try {
            begin(0, attempt).abort();
        } catch (IOException e) {
            DiskException explained = DiskException.because(
                    "write",
                    target,
                    "to write exactly once takes files beside it: " + e.getMessage()
                            + "; name a file in a directory that this program may write");
            throw e instanceof DiskException disk && disk.isPermanent()
                    ? explained
                    : new IOException(explained.getMessage(), e);
        }
    }

    PendingLines begin(long start, int attempt) throws IOException {
        return new PendingLines(disk, at(start, attempt), start);
    }

    /** Deletes what all other attempts have left. */
    void deleteAllBut(int attempt) throws IOException {
        for (Pending file : all()) {
            if (file.attempt != attempt) {
                disk.delete(at(file.start, file.attempt));
            }
        }
    }

    private List<Pending> all() throws IOException {
        List<Pending> all = new ArrayList<>();
        for (Path file : disk.list(target.getParent())) {
            Matcher name = names.matcher(file.getFileName().toString());
            if (name.matches()) {
                all.add(new Pending(Long.parseLong(name.group(1)), Integer.parseInt(name.group(2))));
            }
        }
        return all;
    }

    private record Pending(long start, int attempt) {}
}
