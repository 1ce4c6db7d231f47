package io.millrace.state.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;

/** Directories whose names are safe from a crash. */
final class Directories {

    private Directories() {}

    /** Has the names of a directory and of those above it reach the disk. */
    static void forceNames(Disk disk, Path directory) throws IOException {
        for (Path parent = directory.getParent(); parent != null; parent = parent.getParent()) {
            try {
                disk.forceDirectory(parent);
            } catch (AccessDeniedException e) {
                // Then it is somebody else's, and has been there before.
                return;
            }
        }
    }
}
