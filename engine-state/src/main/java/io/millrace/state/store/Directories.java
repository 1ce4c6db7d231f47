package io.millrace.state.store;

import java.io.IOException;
import java.nio.file.Path;

/** Directories whose names are safe from a crash. */
final class Directories {

    private Directories() {}

    /** Has the names of a directory and of those above it reach the disk. */
    static void forceNames(Disk disk, Path directory) throws IOException {
        for (Path parent = directory.getParent(); parent != null; parent = parent.getParent()) {
            try {
                disk.forceDirectory(parent);
            } catch (IOException e) {
                if (DiskException.isDenial(e)) {
                    // Then it is somebody else's, and has been there before.
                    return;
                }
                throw e;
            }
        }
    }
}
