package io.millrace.state.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Deletes what no snapshot needs. Manifests go first, and for good: a crash then leaves files without a manifest, which
 * are nothing, and never a manifest without its files.
 */
final class Cleaner {
    private final Disk disk;
    private final Layout layout;
    private final Catalog catalog;

    /** Snapshots that will not come back after a crash. */
    private final Set<Long> gone = new HashSet<>();

    Cleaner(Disk disk, Layout layout, Catalog catalog) {
        this.disk = disk;
        this.layout = layout;
        this.catalog = catalog;
    }

    /** Told before there is a manifest of a snapshot, whose directory may be a leftover that was cleaned before. */
    void expect(long snapshot) {
        gone.remove(snapshot);
    }

    /** Cleans the directories of these snapshots; what cannot be deleted keeps no other file from being so. */
    void clean(List<Long> snapshots) throws IOException {
        for (long snapshot : snapshots) {
            deleteManifest(snapshot);
        }
        Set<Path> needed = catalog.needed().stream()
                .map(file -> layout.file(file.snapshot(), file.name()))
                .collect(Collectors.toSet());
        IOException failure = null;
        for (long snapshot : snapshots) {
            try {
                deleteFiles(snapshot, needed);
            } catch (IOException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void deleteManifest(long snapshot) throws IOException {
        if (!catalog.isPublished(snapshot) && !gone.contains(snapshot)) {
            disk.delete(layout.manifest(snapshot));
            // Also when there was none: an earlier process may have got as far as to delete it.
            disk.forceDirectory(layout.directory(snapshot));
            gone.add(snapshot);
        }
    }

    private void deleteFiles(long snapshot, Set<Path> needed) throws IOException {
        Path directory = layout.directory(snapshot);
        int left = 0;
        IOException failure = null;
        for (Path file : disk.list(directory)) {
            if (!isObsolete(snapshot, file, needed)) {
                left++;
                continue;
            }
            try {
                disk.delete(file);
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
        if (left == 0) {
            disk.delete(directory);
        }
    }

    private boolean isObsolete(long snapshot, Path file, Set<Path> needed) {
        return Layout.isManifest(file)
                ? !catalog.isPublished(snapshot) || !file.equals(layout.manifest(snapshot))
                : Layout.isOwn(file) && !needed.contains(file);
    }
}
