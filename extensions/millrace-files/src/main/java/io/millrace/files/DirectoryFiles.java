package io.millrace.files;

import io.millrace.state.store.Disk;
import io.millrace.state.store.DiskException;
import java.io.IOException;
import java.nio.file.FileSystems;
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
            list(directory, "", names);
        } catch (IOException e) {
            throw DiskException.of("list", directory, e);
        }
        names.sort(Comparator.naturalOrder());
        if (order == FileOrder.TIME) {
            sortByTime(names);
        }
        return names;
    }

    private void list(Path folder, String prefix, List<String> names) throws IOException {
        for (Path path : listed(folder)) {
            String name = path.getFileName().toString();
            if (name.startsWith(".") || name.startsWith("_") || path.equals(done)) {
                continue;
            }
            if (disk.isDirectory(path)) {
                if (recursive) {
                    list(path, prefix + name + "/", names);
                }
            } else if (fits(name, prefix + name)) {
                names.add(prefix + name);
            }
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

    private boolean fits(String name, String path) {
        if (UNFINISHED.stream().anyMatch(name::endsWith)) {
            return false;
        }
        return matcher == null || matcher.matches(Path.of(glob.indexOf('/') < 0 ? name : path));
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
