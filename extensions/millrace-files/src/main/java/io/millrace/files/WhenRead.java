package io.millrace.files;

import io.millrace.state.store.Disk;
import io.millrace.state.store.PathForm;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What becomes of a file that has been read, when all snapshots that are kept have its end.
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

    /** Has it reach the disk that files are gone, wherever {@link #dispose} is with them: that they are where they went to first. */
    void force(Disk disk, Path directory, Collection<String> names) throws IOException {
        Set<Path> folders = new LinkedHashSet<>();
        if (moves != null) {
            names.forEach(name -> folders.add(target(name).getParent()));
        }
        names.forEach(name -> folders.add(directory.resolve(name).getParent()));
        for (Path folder : folders) {
            if (disk.exists(folder)) {
                disk.forceDirectory(folder);
            }
        }
    }

    private Path target(String name) {
        return moves.path().toAbsolutePath().resolve(name);
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
            Path to = target(name);
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
