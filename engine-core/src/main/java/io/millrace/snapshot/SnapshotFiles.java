package io.millrace.snapshot;

import io.millrace.state.store.DirectoryStore;
import io.millrace.state.store.Disk;
import io.millrace.state.store.Manifest;
import io.millrace.state.store.SnapshotStore;
import java.io.IOException;
import java.nio.file.Path;

/** A directory of snapshots that a job may be using. */
record SnapshotFiles(Disk disk, Path directory, SnapshotStore store) {

    /** Reads what is in a store. */
    interface Reading<R> {
        R from(SnapshotStore store) throws IOException;
    }

    /**
     * Reads files of a snapshot.
     *
     * @throws IOException when they are damaged, or when they are gone because the snapshot is
     */
    <R> R read(Manifest manifest, Reading<R> reading) throws IOException {
        try {
            return reading.from(store);
        } catch (IOException e) {
            if (isThere(manifest)) {
                throw e;
            }
            throw new IOException(
                    "snapshot " + manifest.id() + " in " + directory + " has been deleted since it was opened: open a"
                            + " later one, have the job keep more, or take one with a name",
                    e);
        }
    }

    private boolean isThere(Manifest manifest) throws IOException {
        return DirectoryStore.openReadOnly(disk, directory).manifests().stream()
                .anyMatch(found -> found.id() == manifest.id());
    }
}
