package io.millrace.files;

import io.millrace.state.store.Disk;
import io.millrace.state.store.FileDisk;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A directory that is looked through, links included.
 *
 * @param path how it was come to
 * @param real where it is, without links
 * @param outer the one that it was come to from; null for the first one
 */
record Folder(Path path, Path real, Folder outer) {

    static Folder first(Disk disk, Path path) throws IOException {
        return new Folder(path, disk instanceof FileDisk && disk.exists(path) ? path.toRealPath() : path, null);
    }

    /**
     * A directory in it.
     *
     * @return null where a link leads back to what is being looked through, or has gone meanwhile
     */
    Folder inner(Disk disk, Path inner) throws IOException {
        Path at;
        try {
            at = disk.isLink(inner) ? inner.toRealPath() : real.resolve(inner.getFileName());
        } catch (NoSuchFileException e) {
            return null;
        }
        for (Folder around = this; around != null; around = around.outer) {
            if (around.real.startsWith(at)) {
                return null;
            }
        }
        return new Folder(inner, at, this);
    }
}
