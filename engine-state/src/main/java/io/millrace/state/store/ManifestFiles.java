package io.millrace.state.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Reads the manifests in a directory. */
record ManifestFiles(Disk disk, Layout layout) {

    List<Manifest> readAll() throws IOException {
        List<Manifest> manifests = new ArrayList<>();
        for (Path directory : disk.list(layout.root())) {
            OptionalLong snapshot = Layout.snapshotOf(directory);
            if (snapshot.isPresent()) {
                checkNoLink(directory);
                read(snapshot.getAsLong(), manifests);
            }
        }
        return manifests;
    }

    private void read(long snapshot, List<Manifest> into) throws IOException {
        Path path = layout.manifest(snapshot);
        checkNoLink(path);
        if (!disk.exists(path)) {
            return;
        }
        try (Disk.File file = disk.open(path)) {
            into.add(ManifestFormat.read(readFully(file, path, snapshot), path, snapshot));
        } catch (DamagedSnapshotException e) {
            throw e;
        } catch (IOException e) {
            // A job that uses the directory may just have deleted the snapshot.
            if (disk.exists(path)) {
                throw e;
            }
        }
    }

    private static byte[] readFully(Disk.File file, Path path, long snapshot) throws IOException {
        long size = file.size();
        if (size > ManifestFormat.MAX_BYTES) {
            throw new DamagedSnapshotException(
                    path,
                    snapshot,
                    "it has " + size + " bytes, and no manifest has more than " + ManifestFormat.MAX_BYTES);
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) size);
        if (file.read(0, bytes) != size) {
            throw new DamagedSnapshotException(path, snapshot, "it ends at byte " + bytes.position());
        }
        return bytes.array();
    }

    /** A link could lead anywhere, and what is behind it would be read or deleted. */
    void checkNoLink(Path path) throws IOException {
        if (disk.isLink(path)) {
            throw new IOException(path + " is a symbolic link, and a store follows none: put there what it points to");
        }
    }
}
