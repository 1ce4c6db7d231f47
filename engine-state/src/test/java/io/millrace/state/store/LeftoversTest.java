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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of files that belong to no snapshot. */
@Tag("machine")
class LeftoversTest {
    private static final Path ROOT = Path.of("/store").toAbsolutePath();

    private final SimulatedDisk disk = new SimulatedDisk();
    private DirectoryStore store;

    @BeforeEach
    void open() throws IOException {
        if (store != null) {
            store.close();
        }
        store = DirectoryStore.open(disk, ROOT);
    }

    private List<String> files() throws IOException {
        return StoreFiles.below(disk, ROOT).stream()
                .map(path -> ROOT.relativize(path).toString().replace('\\', '/'))
                .filter(name -> !name.equals("LOCK"))
                .toList();
    }

    @Test
    void shouldDeleteWhatWasBegunAndKeepWhatSnapshotsNeed() throws IOException {
        FileRef base = write(store, 1, "task-0", "a");
        store.publish(manifest(1, null, base));
        store.publish(manifest(2, null, base, write(store, 2, "task-0", "b")));
        List<String> needed = files();
        write(store, 3, "task-0", "finished");
        BlockWriter unfinished = store.create(3, "task-1");
        unfinished.write("x".getBytes(StandardCharsets.UTF_8), 1);
        unfinished.close();
        assertThat(files()).hasSizeGreaterThan(needed.size());

        store.discard();
        assertThat(files()).isEqualTo(needed);
        assertThatThrownBy(() -> store.publish(manifest(3, null, new FileRef(3, "task-0", 1, 1))))
                .isInstanceOf(IllegalArgumentException.class);
        store.publish(manifest(4, null, base, write(store, 4, "task-0", "c")));
        assertThat(store.manifests()).hasSize(3);
    }

    @Test
    void shouldDeleteWhatAnEarlierProcessHasLeft() throws IOException {
        store.publish(manifest(1, null, write(store, 1, "task-0", "a")));
        List<String> needed = files();
        write(store, 2, "task-0", "b");
        write(store, 7, "task-0", "c");
        disk.kill();
        open();
        store.discard();
        assertThat(files()).isEqualTo(needed);
    }

    /** However the one call fails, what could be deleted is, and the rest is with the next. */
    @Test
    void shouldDeleteTheRestWhenOneFileCannotBeDeleted() throws IOException {
        store.publish(manifest(1, null, write(store, 1, "task-0", "a")));
        List<String> needed = files();
        leaveSome();
        store.discard();
        leaveSome();
        disk.plan(DiskFaults.none());
        store.discard();
        long calls = disk.calls();
        for (long call = 1; call <= calls; call++) {
            leaveSome();
            int before = files().size();
            disk.plan(DiskFaults.none().at(call, DiskFault.FAILED_CALL));
            assertThatThrownBy(store::discard).hasMessageContaining("FAILED_CALL");
            disk.plan(DiskFaults.none());
            assertThat(files().size()).isLessThanOrEqualTo(before);
            store.discard();
            assertThat(files()).as("after call " + call + " failed").isEqualTo(needed);
        }
    }

    private void leaveSome() throws IOException {
        for (long snapshot = 2; snapshot < 5; snapshot++) {
            write(store, snapshot, "task-0", "b");
            write(store, snapshot, "task-1", "c");
        }
    }

    @Test
    void shouldHaveRoomAgainWhenASnapshotThatWasTooLargeHasFailed() throws IOException {
        store.publish(manifest(1, null, write(store, 1, "task-0", "a".repeat(5_000))));
        disk.plan(DiskFaults.none().capacity(20_000));
        for (long snapshot = 2; snapshot < 20; snapshot += 2) {
            long id = snapshot;
            assertThatThrownBy(() -> write(store, id, "task-0", "b".repeat(10_000), "c".repeat(8_000)))
                    .hasMessageContaining("DISK_FULL");
            store.discard();
            store.publish(manifest(id + 1, null, write(store, id + 1, "task-0", "d".repeat(1_000))));
            store.retain(2);
        }
        assertThat(read(store, store.manifests().get(1).files().get(0).chain().get(0)))
                .containsExactly("d".repeat(1_000));
    }

    @Test
    void shouldDoNothingWhenTheDirectoryIsGone() throws IOException {
        write(store, 1, "task-0", "a");
        StoreFiles.delete(disk, ROOT);
        store.discard();
        assertThat(disk.exists(ROOT)).isFalse();
    }
}
