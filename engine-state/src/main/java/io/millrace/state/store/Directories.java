package io.millrace.state.store;

import java.io.IOException;
import java.nio.file.Path;

/** Directories whose names are safe from a crash. */
final class Directories {

    private Directories() {}

    /** Makes a directory and those above it. */
    static void make(Disk disk, Path directory) throws IOException {
        if (disk.exists(directory)) {
            return;
        }
        Path parent = directory.getParent();
        if (parent != null) {
            make(disk, parent);
        }
        disk.makeDirectory(directory);
        if (parent != null) {
            disk.forceDirectory(parent);
        }
    }
}
