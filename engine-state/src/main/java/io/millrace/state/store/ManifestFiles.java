package io.millrace.state.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Reads the manifests in a directory. */
record ManifestFiles(Disk disk, Layout layout) {

    ManifestFiles {
        disk = CheckedDisk.of(disk);
    }

    List<Manifest> readAll() throws IOException {
        List<Manifest> manifests = new ArrayList<>();
        for (Path directory : disk.list(layout.root())) {
            OptionalLong snapshot = Layout.snapshotOf(directory);
            if (snapshot.isPresent()) {
                checkNoLink(directory);
                read(snapshot.getAsLong(), manifests);
            } else if (!directory.equals(layout.lock())) {
                checkIsNoSnapshot(directory);
            }
        }
        return manifests;
    }

    /** A snapshot that is not found by its name would be passed over, and the job would begin anew or further back. */
    private void checkIsNoSnapshot(Path entry) throws IOException {
        if (Layout.isManifest(entry)) {
            throw new IOException(layout.root() + " is the directory of one snapshot, since it has a file "
                    + entry.getFileName() + ": name the directory above it, in which those of all snapshots are");
        }
        String number = Layout.numberInOtherDigits(entry);
        if (number != null || disk.exists(Layout.manifestIn(entry))) {
            throw new IOException(entry + " looks like a snapshot, but its name is not a number of 19 digits from 0 to"
                    + " 9, so that it would be passed over. Give it its name back"
                    + (number == null ? "" : ", which is " + number + " (and so for all others like it)")
                    + ", or move it out of " + layout.root() + " if the job is to go on without it");
        }
    }

    /** Adds the manifest of a snapshot, if there is any. */
    void read(long snapshot, List<Manifest> into) throws IOException {
        Path path = layout.manifest(snapshot);
        checkNoLink(path);
        checkIsDirectory(layout.directory(snapshot));
        if (!disk.exists(path)) {
            checkHasNoOtherManifest(layout.directory(snapshot));
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

    private void checkIsDirectory(Path directory) throws IOException {
        if (disk.size(directory) >= 0) {
            throw new IOException(directory + " is a file, where the directory of a snapshot is to be: put back what it"
                    + " was, or move it out of " + layout.root() + " if the job is to go on without it");
        }
    }

    /** The snapshot would be taken for one that was never finished, and its files be deleted. */
    private void checkHasNoOtherManifest(Path directory) throws IOException {
        for (Path file : filesIn(directory)) {
            if (Layout.isManifestByAnotherName(file)) {
                throw new IOException(file + " looks like the manifest of a snapshot, but is not called "
                        + layout.manifest(1).getFileName() + ", so that the snapshot would be passed over. Give it that"
                        + " name back, or move " + directory + " out of " + layout.root()
                        + " if the job is to go on without it");
            }
        }
    }

    private List<Path> filesIn(Path directory) throws IOException {
        try {
            return disk.list(directory);
        } catch (IOException e) {
            // A job that uses the directory may just have deleted it.
            if (disk.exists(directory)) {
                throw e;
            }
            return List.of();
        }
    }

    private static byte[] readFully(Disk.File file, Path path, long snapshot) throws IOException {
        long size = file.size();
        ByteBuffer header = ByteBuffer.allocate((int) Math.min(size, ManifestFormat.HEADER));
        file.read(0, header);
        ManifestFormat.checkHeader(header.flip(), size, path, snapshot);
        Formats.checkFitsMemory(path, "the manifest", size);
        ByteBuffer bytes = ByteBuffer.allocate((int) size);
        if (file.read(0, bytes) != size) {
            throw new DamagedSnapshotException(path, snapshot, "it ends at byte " + bytes.position());
        }
        return bytes.array();
    }

    /** A link could lead anywhere, and what is behind it would be read or deleted. */
    void checkNoLink(Path path) throws IOException {
        if (disk.isLink(path)) {
            throw new UnfitStateException(
                    path + " is a symbolic link, and a store follows none: put there what it points to", null);
        }
    }
}
