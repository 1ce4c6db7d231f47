package io.millrace.state.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What lies in a directory, for tests that look at it and for those that destroy it. */
final class StoreFiles {

    private StoreFiles() {}

    /** All files below a directory. */
    static List<Path> below(Disk disk, Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path entry : disk.list(directory)) {
            if (disk.size(entry) >= 0) {
                files.add(entry);
            } else {
                files.addAll(below(disk, entry));
            }
        }
        return files;
    }

    /** Deletes a file, or a directory with all that is in it. */
    static void delete(Disk disk, Path path) throws IOException {
        if (disk.size(path) < 0 && disk.exists(path)) {
            for (Path entry : disk.list(path)) {
                delete(disk, entry);
            }
        }
        disk.delete(path);
    }
}
