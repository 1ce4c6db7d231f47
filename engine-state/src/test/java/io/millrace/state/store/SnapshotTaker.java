package io.millrace.state.store;

import static io.millrace.state.store.Snapshots.manifest;
import static io.millrace.state.store.Snapshots.read;
import static io.millrace.state.store.Snapshots.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Takes snapshots as a job does, with chains, names and retention, gives up those that fail, and knows what has to be in
 * the store.
 */
final class SnapshotTaker {
    private static final Path DIRECTORY = Path.of("job", "snapshots");

    private final Disk disk;
    private final Set<Long> published = new TreeSet<>();
    private final Set<Long> named = new TreeSet<>();
    private long last;
    private int attempt;

    /** A snapshot of which it is open whether it is there, or 0. */
    private long inDoubt;

    private boolean inDoubtIsNamed;

    SnapshotTaker(Disk disk) {
        this.disk = disk;
    }

    /** Opens the store, takes some snapshots and closes it. */
    void run(int snapshots) throws IOException {
        try (DirectoryStore store = DirectoryStore.open(disk, DIRECTORY)) {
            check(store);
            beginAttempt(store);
            discard(store);
            long next = last + 1;
            for (int i = 0; i < snapshots; i++) {
                take(next + i, store);
            }
        }
    }

    private void beginAttempt(DirectoryStore store) throws IOException {
        int before = attempt;
        attempt = store.beginAttempt();
        assertThat(attempt).as("the attempt after " + before).isGreaterThan(before);
    }

    private void take(long id, DirectoryStore store) {
        try {
            List<FileRef> chain = new ArrayList<>();
            List<Manifest> manifests = store.manifests();
            if (!manifests.isEmpty() && id % 3 != 1) {
                chain.addAll(manifests.get(manifests.size() - 1).files().get(0).chain());
            }
            chain.add(write(store, id, "task-0", "snapshot " + id, "task-0"));
            publish(manifest(id, id % 4 == 2 ? "named" : null, chain.toArray(FileRef[]::new)), store);
            store.retain(1);
        } catch (IOException e) {
            assertThat(e.getMessage()).contains("simulated");
            discard(store);
        }
    }

    private static void discard(DirectoryStore store) {
        try {
            store.discard();
        } catch (IOException e) {
            assertThat(e.getMessage()).contains("simulated");
        }
    }

    private void publish(Manifest manifest, DirectoryStore store) throws IOException {
        inDoubt = manifest.id();
        inDoubtIsNamed = manifest.name() != null;
        store.publish(manifest);
        settle();
    }

    private void settle() {
        last = inDoubt;
        published.add(inDoubt);
        if (inDoubtIsNamed) {
            named.add(inDoubt);
        }
        inDoubt = 0;
    }

    /** Checks that there is what has to be, and nothing else. */
    private void check(DirectoryStore store) throws IOException {
        List<Long> found = store.manifests().stream().map(Manifest::id).toList();
        if (inDoubt != 0 && found.contains(inDoubt)) {
            settle();
        }
        assertThat(found).containsAll(named).isSubsetOf(published);
        assertThat(found.isEmpty() ? 0 : found.get(found.size() - 1)).isEqualTo(last);
        for (Manifest manifest : store.manifests()) {
            for (FileRef file : manifest.files().get(0).chain()) {
                assertThat(read(store, file)).containsExactly("snapshot " + file.snapshot(), "task-0");
            }
        }
    }

    /** Checks that the store can be opened, has all that was published and can be used. */
    void checkAllIsWell() throws IOException {
        long before = last;
        run(1);
        assertThat(last).isGreaterThan(before);
        run(0);
        checkNothingIsLeftOver();
    }

    /** As soon as the disk works again, files are left of no snapshot but those that there are. */
    private void checkNothingIsLeftOver() throws IOException {
        try (DirectoryStore store = DirectoryStore.open(disk, DIRECTORY)) {
            Set<Path> needed = new TreeSet<>();
            Layout layout = new Layout(DIRECTORY.toAbsolutePath());
            needed.add(layout.lock());
            needed.add(layout.attempt(attempt));
            for (Manifest manifest : store.manifests()) {
                needed.add(layout.manifest(manifest.id()));
                manifest.files().get(0).chain().forEach(file -> needed.add(layout.file(file.snapshot(), file.name())));
            }
            assertThat(StoreFiles.below(disk, DIRECTORY.toAbsolutePath())).containsExactlyInAnyOrderElementsOf(needed);
        }
    }
}
