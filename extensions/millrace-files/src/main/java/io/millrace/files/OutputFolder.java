package io.millrace.files;

import io.millrace.state.store.Disk;
import io.millrace.state.store.DiskException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The directory that a sink writes files into. One that is not whole yet has a hidden name beside the one that it is to have: a dot before it, and an ending behind. A
 * name has the attempt and the subtask that have written it, and a number.
 */
final class OutputFolder {

    static final String PENDING = ".pending";

    /** The beginning of a file that was cut where a snapshot says, before it gets its name. */
    private static final String CUT = ".cut";

    private static final int CHUNK = 256 << 10;

    private final Disk disk;
    private final Path directory;
    private final String ending;
    private final String prefix;
    private final Pattern whole;
    private final Pattern hidden;

    OutputFolder(Disk disk, Path directory, String prefix, String ending) {
        this.disk = disk;
        this.directory = directory;
        this.prefix = prefix;
        this.ending = ending;
        String numbers = Pattern.quote(prefix) + "-(\\d{1,9})-(\\d{1,9})-(\\d{1,18})\\.[^/]*";
        this.whole = Pattern.compile(numbers);
        this.hidden = Pattern.compile("\\." + numbers + "(" + Pattern.quote(PENDING) + "|" + Pattern.quote(CUT) + ")");
    }

    Disk disk() {
        return disk;
    }

    Path directory() {
        return directory;
    }

    /** What a file is to be called. */
    String name(String partition, int attempt, int subtask, long number) {
        return partition + String.format(Locale.ROOT, "%s-%04d-%03d-%06d%s", prefix, attempt, subtask, number, ending);
    }

    Path path(String name) {
        return directory.resolve(name);
    }

    Path hidden(String name) {
        return hidden(name, PENDING);
    }

    private Path hidden(String name, String end) {
        Path path = path(name);
        return path.resolveSibling("." + path.getFileName() + end);
    }

    /** Makes the directory of a partition, so that it survives a crash. */
    void make(String partition) throws IOException {
        Path folder = directory;
        if (!disk.exists(folder)) {
            throw DiskException.because("write files into", directory, "there is no such directory; make it first");
        }
        for (String level : partition.split("/", -1)) {
            Path inner = folder.resolve(level);
            if (!level.isEmpty()) {
                if (!disk.exists(inner)) {
                    disk.makeSharedDirectory(inner);
                }
                // Also where it is there: whoever has made it may have failed before that.
                disk.forceDirectory(folder);
            }
            folder = inner;
        }
    }

    /** Gives prepared files their names, if they do not have them yet. */
    void publish(Collection<PreparedFile> files) throws IOException {
        Set<Path> changed = new HashSet<>();
        for (PreparedFile file : files) {
            Path hiddenFile = hidden(file.name());
            Path path = path(file.name());
            long length = disk.size(hiddenFile);
            if (length < 0) {
                checkIsThere(path, file);
            } else {
                checkIsFree(path, file, length);
                if (length > file.length()) {
                    cut(file);
                } else {
                    disk.move(hiddenFile, path);
                }
            }
            changed.add(path.getParent());
        }
        for (Path folder : changed) {
            disk.forceDirectory(folder);
        }
    }

    private void checkIsThere(Path path, PreparedFile file) throws IOException {
        long length = disk.size(path);
        // Whoever has read it may have moved it away; nothing else deletes it under its hidden name.
        if (length >= 0 && length != file.length()) {
            throw unfit(
                    path,
                    "it has " + length + " bytes, and the snapshot knows of " + file.length()
                            + (length < file.length() || file.whole()
                                    ? ""
                                    : ", behind which it was written on: start from the latest snapshot, or cut it to "
                                            + file.length() + " bytes to have what follows written once more"));
        }
    }

    private void checkIsFree(Path path, PreparedFile file, long length) throws IOException {
        if (length < file.length()) {
            throw unfit(
                    hidden(file.name()),
                    "it has " + length + " bytes of the " + file.length() + " that the snapshot knows of");
        }
        if (disk.exists(path) && (length == file.length() || disk.size(path) != file.length())) {
            throw unfit(path, "it is there, and so is what is to get its name");
        }
    }

    private static DiskException unfit(Path path, String finding) {
        return DiskException.because(
                "go on with",
                path,
                finding
                        + "; something else has changed it. Put it back as it was, or start without the snapshot in an empty"
                        + " directory");
    }

    /** Of a file that was written on behind the snapshot, what the snapshot knows of gets the name. */
    private void cut(PreparedFile file) throws IOException {
        Path from = hidden(file.name());
        Path to = path(file.name());
        if (file.length() > 0 && !disk.exists(to)) {
            Path part = hidden(file.name(), CUT);
            disk.delete(part);
            try (Disk.File source = disk.open(from);
                    Disk.File target = disk.append(part)) {
                copy(source, target, file.length());
                target.force();
            }
            disk.move(part, to);
            disk.forceDirectory(to.getParent());
        }
        disk.delete(from);
    }

    private static void copy(Disk.File source, Disk.File target, long length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(CHUNK, length));
        for (long done = 0; done < length; ) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), length - done));
            int count = source.read(done, buffer);
            if (count <= 0) {
                throw new IOException("a file ended at byte " + done + " of " + length + " while it was being copied");
            }
            target.append(buffer.flip());
            done += count;
        }
    }

    /** Deletes what attempts before this one have begun and no snapshot knows. */
    void deleteLeftovers(int attempt) throws IOException {
        for (Path file : all()) {
            Matcher name = hidden.matcher(file.getFileName().toString());
            if (name.matches() && Integer.parseInt(name.group(1)) != attempt) {
                disk.delete(file);
            }
        }
    }

    /** A file of this sink that is whole; null when there is none. */
    Path anyWhole() throws IOException {
        return all().stream()
                .filter(file -> whole.matcher(file.getFileName().toString()).matches())
                .findFirst()
                .orElse(null);
    }

    /**
     * The files of this sink that are whole and were begun later than what is known.
     *
     * @param next of writers, the number of the next file
     * @return their names
     */
    List<String> wholeSince(Map<PreparedFiles.Writer, Long> next) throws IOException {
        int latest = next.keySet().stream()
                .mapToInt(PreparedFiles.Writer::attempt)
                .max()
                .orElse(0);
        List<String> since = new ArrayList<>();
        for (Path file : all()) {
            Matcher name = whole.matcher(file.getFileName().toString());
            if (name.matches()) {
                PreparedFiles.Writer writer =
                        new PreparedFiles.Writer(Integer.parseInt(name.group(1)), Integer.parseInt(name.group(2)));
                long known = next.getOrDefault(writer, Long.MAX_VALUE);
                if (writer.attempt() > latest || Long.parseLong(name.group(3)) >= known) {
                    since.add(directory.relativize(file).toString());
                }
            }
        }
        return since;
    }

    private List<Path> all() throws IOException {
        List<Path> files = new ArrayList<>();
        list(Folder.first(disk, directory), files);
        return files;
    }

    private void list(Folder folder, List<Path> files) throws IOException {
        for (Path path : disk.list(folder.path())) {
            String name = path.getFileName().toString();
            if (name.indexOf('=') > 0 && disk.isDirectory(path)) {
                Folder inner = folder.inner(disk, path);
                if (inner != null) {
                    list(inner, files);
                }
            } else {
                files.add(path);
            }
        }
    }
}
