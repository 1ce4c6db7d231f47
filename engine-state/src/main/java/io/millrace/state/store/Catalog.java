package io.millrace.state.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a store knows to be there: the snapshots, and the files that are finished but not yet in one. Of snapshots it has the
 * numbers and the names of files, and what they remember of the latest one alone: what is kept takes no memory. Thread-safe.
 */
final class Catalog {

    /** A snapshot that there is. */
    private record Entry(long id, boolean isNamed, List<FileRef> files) {

        static Entry of(Manifest manifest) {
            return new Entry(manifest.id(), manifest.name() != null, filesOf(manifest));
        }
    }

    private final List<Entry> snapshots = new ArrayList<>();
    private final Set<FileRef> finished = new HashSet<>();
    private final Set<Long> begun = new HashSet<>();
    private Optional<Manifest> latest = Optional.empty();

    Catalog(List<Manifest> manifests) {
        manifests.stream().sorted(Comparator.comparingLong(Manifest::id)).forEach(this::add);
    }

    private void add(Manifest manifest) {
        snapshots.add(Entry.of(manifest));
        latest = Optional.of(manifest);
    }

    /** The numbers of the snapshots, ascending. */
    synchronized List<Long> ids() {
        return snapshots.stream().map(Entry::id).toList();
    }

    synchronized Optional<Manifest> latest() {
        return latest;
    }

    /** The number of the oldest snapshot, 0 when there is none. */
    synchronized long oldest() {
        return snapshots.isEmpty() ? 0 : snapshots.get(0).id;
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
        return latest.map(Manifest::id).orElse(0L);
    }

    synchronized void publish(Manifest manifest) {
        add(manifest);
        finished.removeIf(file -> file.snapshot() <= manifest.id());
        begun.removeIf(snapshot -> snapshot <= manifest.id());
    }

    /** Forgets unnamed snapshots but the latest ones. */
    synchronized void retain(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("retain at least 1 snapshot, not " + count);
        }
        List<Entry> unnamed =
                snapshots.stream().filter(snapshot -> !snapshot.isNamed).toList();
        snapshots.removeAll(unnamed.subList(0, Math.max(0, unnamed.size() - count)));
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
        return snapshots.stream().anyMatch(each -> each.id == snapshot);
    }

    /** The files that the snapshots consist of. */
    synchronized Set<FileRef> needed() {
        Set<FileRef> needed = new HashSet<>();
        snapshots.forEach(snapshot -> needed.addAll(snapshot.files));
        return needed;
    }

    private static List<FileRef> filesOf(Manifest manifest) {
        return manifest.files().stream().flatMap(task -> task.chain().stream()).toList();
    }
}
