package io.millrace.sink;

import io.millrace.state.store.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files beside a target that hold what is not yet committed. Each is named by the offset in the target at which its
 * bytes belong, and the next one begins where it ends.
 */
final class PendingFiles {

    /** A long of decimal digits without leading zeros, as written by {@link #at}. */
    private static final String OFFSET = "(0|[1-9][0-9]{0,17})";

    private final Disk disk;
    private final Path target;
    private final Pattern names;

    PendingFiles(Disk disk, Path target) {
        this.disk = disk;
        this.target = target;
        this.names = Pattern.compile(Pattern.quote(target.getFileName() + ".") + OFFSET + "\\.pending");
    }

    /** The path of the file that begins at an offset. */
    Path at(long start) {
        return target.resolveSibling(target.getFileName() + "." + start + ".pending");
    }

    /** Where the file begins that would hold the byte at an offset; -1 when none begins at or before it. */
    long startOfWhatCovers(long offset) throws IOException {
        if (disk.exists(at(offset))) {
            return offset;
        }
        return starts().stream().filter(start -> start < offset).reduce(-1L, Math::max);
    }

    /** Fails when no file can be made beside the target; a job is to know that when it starts. */
    void checkWritable() throws IOException {
        try {
            PendingLines probe = begin(0);
            probe.close();
            disk.delete(at(0));
        } catch (IOException e) {
            throw new IOException(
                    "cannot write " + target + " exactly once, which takes files beside it: " + e.getMessage()
                            + "; name a file in a directory that this program may write",
                    e);
        }
    }

    PendingLines begin(long start) throws IOException {
        return new PendingLines(disk, at(start), start);
    }

    void deleteAll() throws IOException {
        for (long start : starts()) {
            disk.delete(at(start));
        }
    }

    private List<Long> starts() throws IOException {
        List<Long> starts = new ArrayList<>();
        for (Path file : disk.list(target.getParent())) {
            Matcher name = names.matcher(file.getFileName().toString());
            if (name.matches()) {
                starts.add(Long.parseLong(name.group(1)));
            }
        }
        Collections.sort(starts);
        return starts;
    }
}
