package io.millrace.files;

import io.millrace.state.store.Disk;
import io.millrace.state.store.PathForm;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * What becomes of a file that has been read, when a snapshot is complete that has its end.
 *
 * @param deletes whether it is deleted
 * @param moves where it is moved to; null when it is not
 */
record WhenRead(boolean deletes, PathForm moves) implements Serializable {

    static final WhenRead KEEP = new WhenRead(false, null);

    boolean keeps() {
        return !deletes && moves == null;
    }

    /** Forced also where it is there: whoever has made it may have failed before that. */
    private static void make(Disk disk, Path directory) throws IOException {
        Path parent = directory.getParent();
        if (parent != null) {
            if (!disk.exists(directory)) {
                make(disk, parent);
                disk.makeSharedDirectory(directory);
            }
            disk.forceDirectory(parent);
        }
    }

    /** Does so, if the file is there; its going is on the disk when this returns, so that it is not taken for a new one after a crash. */
    void dispose(Disk disk, Path directory, String name) throws IOException {
        Path file = directory.resolve(name);
        if (keeps() || !disk.exists(file)) {
            return;
        }
        if (moves == null) {
            disk.delete(file);
        } else {
            Path to = moves.path().toAbsolutePath().resolve(name);
            make(disk, to.getParent());
            Path free = to;
            for (int i = 1; disk.exists(free); i++) {
                free = to.resolveSibling(to.getFileName() + "." + i);
            }
            disk.move(file, free);
            disk.forceDirectory(free.getParent());
        }
        disk.forceDirectory(file.getParent());
    }
}
