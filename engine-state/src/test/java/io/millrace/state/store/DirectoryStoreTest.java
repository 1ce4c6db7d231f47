package io.millrace.state.store;

import static io.millrace.state.store.Snapshots.manifest;
import static io.millrace.state.store.Snapshots.read;
import static io.millrace.state.store.Snapshots.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.state.testing.DiskFault;
import io.millrace.state.testing.DiskFaults;
import io.millrace.state.testing.SimulatedDisk;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("machine")
class DirectoryStoreTest {
    private final SimulatedDisk disk = new SimulatedDisk();

    @TempDir
    private Path directory;

    private DirectoryStore open() throws IOException {
        return DirectoryStore.open(FileDisk.INSTANCE, directory);
    }

    @Test
    void shouldRefuseASecondUserAndNameTheDirectory() throws IOException {
        try (DirectoryStore first = open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOf(IOException.class)
                    .hasMessage(directory + " is in use by another job or process: stop that one first,"
                            + " or give each job a directory of its own");
            first.publish(manifest(1, null));
        }
        try (DirectoryStore next = open()) {
            assertThat(next.manifests()).hasSize(1);
        }
    }

    @Test
    void shouldReleaseTheDirectoryWhenItCannotBeOpened() throws IOException {
        try (DirectoryStore store = open()) {
            store.publish(manifest(1, null));
        }
        Path file = directory.resolve("0000000000000000001/MANIFEST");
        byte[] content = Files.readAllBytes(file);
        Files.write(file, new byte[20]);
        assertThatThrownBy(this::open).isInstanceOf(DamagedSnapshotException.class);
        Files.write(file, content);
        open().close();
    }

    @Test
    void shouldShowWhatThereIsToReadersWhileAJobGoesOn() throws IOException {
        try (DirectoryStore store = open()) {
            FileRef file = write(store, 1, "task", "state");
            store.publish(manifest(1, null, file));
            try (DirectoryStore reader = DirectoryStore.openReadOnly(FileDisk.INSTANCE, directory)) {
                store.publish(manifest(2, null));
                assertThat(reader.manifests()).extracting(Manifest::id).containsExactly(1L);
                assertThat(read(reader, file)).containsExactly("state");
                assertThatThrownBy(() -> reader.create(3, "task")).hasMessageContaining("read only");
                assertThatThrownBy(() -> reader.publish(manifest(3, null))).hasMessageContaining("read only");
                assertThatThrownBy(() -> reader.retain(1)).hasMessageContaining("read only");

                store.retain(1);
                assertThatThrownBy(() -> reader.open(file)).hasMessageContaining("there is no such file");
            }
            store.publish(manifest(3, null));
        }
        assertThatThrownBy(() -> DirectoryStore.openReadOnly(FileDisk.INSTANCE, directory.resolve("none")))
                .hasMessageContaining("There is no directory " + directory.resolve("none"));
    }

    @Test
    void shouldRefuseToBeUsedWhenItIsClosed() throws IOException {
        DirectoryStore store = open();
        store.close();
        store.close();
        assertThatThrownBy(() -> store.publish(manifest(1, null))).hasMessageContaining("is closed");
    }

    @Test
    void shouldLetNobodyElseReadWhatItWrites() throws IOException {
        Path root = directory.resolve("snapshots");
        try (DirectoryStore store = DirectoryStore.open(FileDisk.INSTANCE, root)) {
            store.publish(manifest(1, null, write(store, 1, "task", "state")));
        }
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.toList()) {
                String rights = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
                assertThat(rights).as(path.toString()).isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
            }
        }
    }

    @Test
    void shouldFollowNoLinks() throws IOException {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Path root = directory.resolve("snapshots");
        FileRef file;
        try (DirectoryStore store = DirectoryStore.open(FileDisk.INSTANCE, root)) {
            file = write(store, 1, "task", "state");
            store.publish(manifest(1, null, file));
            Path path = root.resolve("0000000000000000001/task.state");
            Files.move(path, elsewhere.resolve("task.state"));
            Files.createSymbolicLink(path, elsewhere.resolve("task.state"));
            assertThatThrownBy(() -> store.open(file)).hasMessageContaining(path + " is a symbolic link");

            Files.createSymbolicLink(root.resolve("0000000000000000002"), elsewhere);
            assertThatThrownBy(() -> store.retain(1)).hasMessageContaining("2 is a symbolic link");
            assertThatThrownBy(() -> store.create(2, "task")).hasMessageContaining("2 is a symbolic link");
        }
        assertThatThrownBy(() -> DirectoryStore.open(FileDisk.INSTANCE, root))
                .hasMessageContaining("2 is a symbolic link");
        assertThat(elsewhere.resolve("task.state")).exists();
    }

    @Test
    void shouldLiveInADirectoryThatIsReachedByALink() throws IOException {
        Path link =
                Files.createSymbolicLink(directory.resolve("link"), Files.createDirectory(directory.resolve("real")));
        try (DirectoryStore store = DirectoryStore.open(FileDisk.INSTANCE, link)) {
            store.publish(manifest(1, null));
            assertThatThrownBy(() -> DirectoryStore.open(FileDisk.INSTANCE, directory.resolve("real")))
                    .hasMessageContaining("is in use");
        }
    }

    @Test
    void shouldLeaveAloneWhatItHasNotWritten() throws IOException {
        Path note = directory.resolve("0000000000000000001/note.txt");
        try (DirectoryStore store = open()) {
            FileRef file = write(store, 1, "task", "state");
            store.publish(manifest(1, null, file));
            Files.writeString(note, "mine");
            Files.createDirectory(directory.resolve("backup"));
            store.publish(manifest(2, null));
            store.retain(1);
            assertThatThrownBy(() -> store.open(file)).isInstanceOf(IOException.class);
        }
        assertThat(note).hasContent("mine");
        assertThat(directory.resolve("backup")).exists();
    }

    @Test
    void shouldTakeBackASnapshotThatWasPublishedWithAFailure() throws IOException {
        try (DirectoryStore store = DirectoryStore.open(disk, Path.of("store"))) {
            disk.plan(DiskFaults.none().with(DiskFault.FAILED_AFTER_MOVE, 1));
            assertThatThrownBy(() -> store.publish(manifest(1, null))).hasMessageContaining("FAILED_AFTER_MOVE");
            disk.plan(DiskFaults.none());
        }
        try (DirectoryStore store = DirectoryStore.open(disk, Path.of("store"))) {
            assertThat(store.manifests()).isEmpty();
        }
    }

    @Test
    void shouldPublishNothingElseWhileASnapshotThatFailedCannotBeTakenBack() throws IOException {
        try (DirectoryStore store = DirectoryStore.open(disk, Path.of("store"))) {
            disk.plan(DiskFaults.none());
            store.publish(manifest(1, null));
            long calls = disk.calls();
            disk.plan(DiskFaults.none().at(calls, DiskFault.FAILED_CALL).at(calls + 1, DiskFault.FAILED_CALL));
            assertThatThrownBy(() -> store.publish(manifest(2, null)))
                    .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
            disk.plan(DiskFaults.none().at(1, DiskFault.FAILED_CALL));
            assertThatThrownBy(() -> store.publish(manifest(3, null))).hasMessageContaining("FAILED_CALL");
            store.publish(manifest(4, null));
        }
        try (DirectoryStore store = DirectoryStore.open(disk, Path.of("store"))) {
            assertThat(store.manifests()).extracting(Manifest::id).isEqualTo(List.of(1L, 4L));
        }
    }

    /** The machine stops while the first of them goes, whose directory was once left behind and cleaned. */
    @Test
    void shouldDeleteAManifestForGoodBeforeItsFilesWhenItsDirectoryWasCleanedBefore() throws IOException {
        for (int seed = 0; seed < 50; seed++) {
            SimulatedDisk disk = new SimulatedDisk();
            try (DirectoryStore store = DirectoryStore.open(disk, Path.of("store"))) {
                write(store, 2, "leftover", "state");
                disk.forceAll();
            }
            try (DirectoryStore store = DirectoryStore.open(disk, Path.of("store"))) {
                store.publish(manifest(1, null));
                store.retain(1);
                store.publish(manifest(2, null, write(store, 2, "task", "state")));
                store.publish(manifest(3, null));
                store.retain(1);
            }
            disk.crash(new Random(seed));
            try (DirectoryStore store = DirectoryStore.open(disk, Path.of("store"))) {
                assertThat(store.manifests()).extracting(Manifest::id).containsExactly(3L);
            }
        }
    }

    /** What older ones remember is in no memory, and whoever goes on from the latest needs none of them. */
    @Test
    void shouldReadNoManifestAgainToGoOn() throws IOException {
        try (DirectoryStore store = DirectoryStore.open(disk, Path.of("store"))) {
            store.publish(manifest(1, "named"));
            disk.plan(DiskFaults.none().with(DiskFault.FAILED_READ, 1));
            store.publish(manifest(2, null));
            store.retain(1);
            assertThat(store.latest()).map(Manifest::id).hasValue(2L);
            assertThat(store.oldest()).isEqualTo(1);
            assertThatThrownBy(store::manifests).isInstanceOf(IOException.class);
            disk.plan(DiskFaults.none());
            assertThat(store.manifests()).extracting(Manifest::id).containsExactly(1L, 2L);
        }
    }

    @Test
    void shouldKeepNothingInMemoryOfWhatOlderSnapshotsRemember() throws IOException {
        try (DirectoryStore store = open()) {
            WeakReference<byte[]> first = publishPiece(store, 1);
            WeakReference<byte[]> second = publishPiece(store, 2);
            while (!first.refersTo(null)) {
                System.gc();
            }
            assertThat(store.manifests()).extracting(Manifest::id).containsExactly(1L, 2L);
            assertThat(store.manifests().get(0).parts().get(0).pieces().get(0).bytes())
                    .hasSize(1_000);
            assertThat(second.refersTo(null)).isFalse();
        }
    }

    private static WeakReference<byte[]> publishPiece(DirectoryStore store, long id) throws IOException {
        byte[] bytes = new byte[1_000];
        Manifest.Piece piece = new Manifest.Piece("position", "bytes", bytes);
        Manifest.Part part = new Manifest.Part("source", 0, 1, false, List.of(piece));
        store.publish(new Manifest(id, "named-" + id, "job", Map.of(), Instant.EPOCH, false, List.of(part), List.of()));
        return new WeakReference<>(bytes);
    }
}
