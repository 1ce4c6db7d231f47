package io.millrace.state.store;

import static io.millrace.state.store.Snapshots.manifest;
import static io.millrace.state.store.Snapshots.read;
import static io.millrace.state.store.Snapshots.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.state.testing.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody deletes or cuts files of an open store. */
class LostFilesTest {
    private static final int SEEDS = Integer.getInteger("millrace.seeds", 300);
    private static final Path ROOT = Path.of("/job/store").toAbsolutePath();

    @TempDir
    private Path directory;

    @Test
    void shouldCallOnlyThatCompleteWhichCanBeRestored() throws IOException {
        int completed = 0;
        int refused = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Victim victim = new Victim(seed);
            try {
                victim.run();
            } catch (IOException | AssertionError e) {
                throw new AssertionError("with seed " + seed + ": " + e, e);
            }
            completed += victim.completed;
            refused += victim.refused;
        }
        assertThat(completed).isGreaterThan(SEEDS);
        assertThat(refused).isPositive();
    }

    /** Adds to what is there, or begins anew, as a job does. */
    private static final class Victim {
        private final SimulatedDisk disk = new SimulatedDisk();
        private final Random random;
        private final DirectoryStore store;
        private List<FileRef> chain = List.of();
        private int completed;
        private int refused;

        Victim(long seed) throws IOException {
            random = new Random(seed);
            store = DirectoryStore.open(disk, ROOT);
        }

        void run() throws IOException {
            for (long id = 1; id < 15; id++) {
                mayDestroy();
                take(id);
            }
            lookAtChain();
            take(15);
            assertThat(store.manifests()).extracting(Manifest::id).contains(15L);
            store.close();
        }

        private void take(long id) throws IOException {
            lookAtChain();
            boolean destroyed = false;
            try {
                List<FileRef> next = new ArrayList<>(chain);
                next.add(write(store, id, "task-0", "snapshot " + id));
                destroyed = id < 15 && mayDestroy();
                store.publish(manifest(id, null, next.toArray(FileRef[]::new)));
                chain = next;
                completed++;
            } catch (IOException e) {
                assertThat(destroyed).as("what explains " + e).isTrue();
                refused++;
                store.discard();
                return;
            }
            checkIsRestorable(id);
            store.retain(2);
        }

        private void lookAtChain() throws IOException {
            for (FileRef file : chain) {
                if (!store.has(file)) {
                    chain = List.of();
                    return;
                }
            }
        }

        private boolean mayDestroy() throws IOException {
            List<Path> files = disk.exists(ROOT) ? StoreFiles.below(disk, ROOT) : List.of();
            if (files.isEmpty() || random.nextInt(3) > 0) {
                return false;
            }
            Path file = files.get(random.nextInt(files.size()));
            switch (random.nextInt(4)) {
                case 0 -> StoreFiles.delete(disk, ROOT);
                case 1 -> StoreFiles.delete(disk, file.getParent());
                case 2 -> disk.delete(file);
                default -> disk.replaceContent(file, Arrays.copyOf(disk.content(file), disk.content(file).length / 2));
            }
            return true;
        }

        private void checkIsRestorable(long id) throws IOException {
            Path path = new Layout(ROOT).manifest(id);
            Manifest written = ManifestFormat.read(disk.content(path), path, id);
            for (FileRef file : written.files().get(0).chain()) {
                assertThat(read(store, file)).containsExactly("snapshot " + file.snapshot());
            }
        }
    }

    @Test
    void shouldNameTheFileWhenASnapshotNeedsOneThatIsGone() throws IOException {
        try (DirectoryStore store = DirectoryStore.open(FileDisk.INSTANCE, directory)) {
            FileRef base = write(store, 1, "task-0", "a");
            store.publish(manifest(1, null, base));
            Path file = directory.resolve("0000000000000000001/task-0.state");
            FileRef change = write(store, 2, "task-0", "b");
            assertThat(store.has(base)).isTrue();
            Path elsewhere = Files.move(file, directory.resolve("elsewhere"));
            checkIsRefused(store, file, base, change);
            Files.createSymbolicLink(file, elsewhere);
            checkIsRefused(store, file, base, change);
            Files.delete(file);
            Files.createDirectory(file);
            checkIsRefused(store, file, base, change);
            Files.delete(file);
            Files.move(elsewhere, file);
            store.publish(manifest(2, null, base, change));
        }
    }

    private static void checkIsRefused(DirectoryStore store, Path file, FileRef... chain) throws IOException {
        assertThat(store.has(chain[0])).isFalse();
        assertThatThrownBy(() -> store.publish(manifest(2, null, chain)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("snapshot 2 needs " + file + ", which is not there any more");
    }

    @Test
    void shouldKeepOthersOutWhenTheLockWasDeletedWithTheDirectory() throws IOException {
        try (DirectoryStore store = DirectoryStore.open(FileDisk.INSTANCE, directory)) {
            store.publish(manifest(1, null));
            StoreFiles.delete(FileDisk.INSTANCE, directory);
            store.publish(manifest(2, null));
            assertThatThrownBy(() -> DirectoryStore.open(FileDisk.INSTANCE, directory))
                    .hasMessageContaining("is in use");
        }
        try (DirectoryStore store = DirectoryStore.open(FileDisk.INSTANCE, directory)) {
            assertThat(store.manifests()).extracting(Manifest::id).containsExactly(2L);
        }
    }

    @Test
    void shouldPublishNothingWhenSomebodyElseHasTakenTheDirectoryOver() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        try (DirectoryStore first = DirectoryStore.open(disk, ROOT)) {
            first.publish(manifest(1, null));
            disk.delete(ROOT.resolve("LOCK"));
            disk.kill();
            try (DirectoryStore second = DirectoryStore.open(disk, ROOT)) {
                disk.delete(ROOT.resolve("LOCK"));
                assertThatThrownBy(() -> first.publish(manifest(2, null))).hasMessageContaining("is in use");
                assertThat(second.manifests()).hasSize(1);
            }
        }
    }
}
