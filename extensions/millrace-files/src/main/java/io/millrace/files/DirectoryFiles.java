package io.millrace.files;

import io.millrace.state.store.Disk;
import io.millrace.state.store.DiskException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Lists the files of a directory that are to be read, by their paths below it. */
final class DirectoryFiles {

    private static final List<String> UNFINISHED = List.of(".tmp", ".part", ".pending", ".inprogress");

    private static final int ASCII = 0x80;

    private final Path directory;
    private final Disk disk;
    private final boolean recursive;
    private final String glob;
    private final PathMatcher matcher;
    private final FileOrder order;

    /** Where files go that have been read, or null; nothing below it is read again. */
    private final Path done;

    /** When those were written that are known. */
    private final Map<String, Long> times = new HashMap<>();

    DirectoryFiles(Path directory, Disk disk, boolean recursive, String glob, FileOrder order, Path done) {
        this.directory = directory;
        this.disk = disk;
        this.recursive = recursive;
        this.glob = glob;
        this.matcher = glob == null ? null : FileSystems.getDefault().getPathMatcher("glob:" + glob);
        this.order = order;
        this.done = done;
    }

    Path directory() {
        return directory;
    }

    Disk disk() {
        return disk;
    }

    /** Those that are there, in order. */
    List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        try {
            list(Folder.first(disk, directory), "", names);
        } catch (IOException e) {
            throw DiskException.of("list", directory, e);
        }
        names.sort(Comparator.naturalOrder());
        if (order == FileOrder.TIME) {
            sortByTime(names);
        }
        return names;
    }

    private void list(Folder folder, String prefix, List<String> names) throws IOException {
        for (Path path : listed(folder.path())) {
            String name = path.getFileName().toString();
            if (name.startsWith(".") || name.startsWith("_") || path.equals(done)) {
                continue;
            }
            if (disk.isDirectory(path)) {
                Folder inner = recursive ? folder.inner(disk, path) : null;
                if (inner != null) {
                    list(inner, prefix + name + "/", names);
                }
            } else if (fits(name, path)) {
                checkHasName(path, name);
                names.add(prefix + name);
            }
        }
    }

    /** Where the encoding of the system lacks a character of it, the name does not lead to the file. */
    private static void checkHasName(Path path, String name) throws IOException {
        boolean leads;
        try {
            leads = name.chars().allMatch(c -> c < ASCII)
                    || path.resolveSibling(name).equals(path);
        } catch (InvalidPathException e) {
            leads = false;
        }
        if (!leads) {
            throw DiskException.because(
                    "read",
                    path,
                    "its name has characters that the encoding of this program's file names, "
                            + System.getProperty("sun.jnu.encoding")
                            + ", does not have. Start the program with a locale of UTF-8, such as LC_ALL=C.UTF-8");
        }
    }

    /** A directory within may go while it is looked at; the one that was named may not. */
    private List<Path> listed(Path folder) throws IOException {
        try {
            return disk.list(folder);
        } catch (IOException e) {
            if (!folder.equals(directory) && !disk.exists(folder)) {
                return List.of();
            }
            throw e;
        }
    }

    private boolean fits(String name, Path path) {
        if (UNFINISHED.stream().anyMatch(name::endsWith)) {
            return false;
        }
        return matcher == null
                || matcher.matches(glob.indexOf('/') < 0 ? path.getFileName() : directory.relativize(path));
    }

    private void sortByTime(List<String> names) throws IOException {
        times.keySet().retainAll(new HashSet<>(names));
        for (String name : names) {
            if (!times.containsKey(name)) {
                times.put(name, disk.modifiedMillis(directory.resolve(name)));
            }
        }
        names.sort(Comparator.comparing(times::get));
    }
}
