package io.millrace.state.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a store knows to be there: the manifests, and the files that are finished but not yet in one. Thread-safe. */
final class Catalog {
    private final List<Manifest> manifests = new ArrayList<>();
    private final Set<FileRef> finished = new HashSet<>();
    private final Set<Long> begun = new HashSet<>();

    Catalog(List<Manifest> manifests) {
        this.manifests.addAll(manifests);
        this.manifests.sort(Comparator.comparingLong(Manifest::id));
    }

    synchronized List<Manifest> manifests() {
        return List.copyOf(manifests);
    }

    synchronized void begin(long snapshot, String file) {
        checkIsNew(snapshot);
        begun.add(snapshot);
        finished.removeIf(ref -> ref.snapshot() == snapshot && ref.name().equals(file));
    }

    synchronized void finish(FileRef file) {
        finished.add(file);
    }

    /** Refuses a snapshot that nobody could restore. */
    synchronized void checkComplete(Manifest manifest) {
        checkIsNew(manifest.id());
        Set<FileRef> known = needed();
        known.addAll(finished);
        for (FileRef file : filesOf(manifest)) {
            if (!known.contains(file)) {
                throw new IllegalArgumentException("snapshot " + manifest.id() + " needs " + file
                        + ", which is neither finished nor part of a snapshot that there is");
            }
        }
    }

    private void checkIsNew(long snapshot) {
        long last = lastSnapshot();
        if (snapshot <= last) {
            throw new IllegalArgumentException(
                    "snapshot " + snapshot + " does not follow the last one, which is " + last);
        }
    }

    /** The number of the latest snapshot, 0 when there is none. */
    synchronized long lastSnapshot() {
        return manifests.isEmpty() ? 0 : manifests.get(manifests.size() - 1).id();
    }

    synchronized void publish(Manifest manifest) {
        manifests.add(manifest);
        finished.removeIf(file -> file.snapshot() <= manifest.id());
        begun.removeIf(snapshot -> snapshot <= manifest.id());
    }

    /** Forgets unnamed snapshots but the latest ones. */
    synchronized void retain(int latest) {
        if (latest < 1) {
            throw new IllegalArgumentException("retain at least 1 snapshot, not " + latest);
        }
        List<Manifest> unnamed =
                manifests.stream().filter(manifest -> manifest.name() == null).toList();
        manifests.removeAll(unnamed.subList(0, Math.max(0, unnamed.size() - latest)));
    }

    /** Forgets what was begun and never published. */
    synchronized void abandon() {
        begun.clear();
        finished.clear();
    }

    /** Whether files of a snapshot may belong to one that is being written. */
    synchronized boolean isBegun(long snapshot) {
        return begun.contains(snapshot);
    }

    synchronized boolean isPublished(long snapshot) {
        return manifests.stream().anyMatch(manifest -> manifest.id() == snapshot);
    }

    /** The files that the snapshots consist of. */
    synchronized Set<FileRef> needed() {
        Set<FileRef> needed = new HashSet<>();
        manifests.forEach(manifest -> needed.addAll(filesOf(manifest)));
        return needed;
    }

    private static List<FileRef> filesOf(Manifest manifest) {
        return manifest.files().stream().flatMap(task -> task.chain().stream()).toList();
    }
}
