package io.millrace.state.store;

import static io.millrace.state.store.Snapshots.manifest;
import static io.millrace.state.store.Snapshots.read;
import static io.millrace.state.store.Snapshots.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.state.testing.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What every store has to do. */
@ParameterizedClass
@EnumSource
@Tag("machine")
class SnapshotStoreTest {
    private final SimulatedDisk disk = new SimulatedDisk();
    private final MemoryStore memory = new MemoryStore();

    @TempDir
    private Path directory;

    @Parameter
    private Kind kind;

    private SnapshotStore store;

    enum Kind {
        FILES,
        SIMULATED_DISK,
        MEMORY
    }

    private SnapshotStore store() throws IOException {
        if (store == null) {
            store = switch (kind) {
                case FILES -> DirectoryStore.open(FileDisk.INSTANCE, directory.resolve("not/there/yet"));
                case SIMULATED_DISK -> DirectoryStore.open(disk, Path.of("not/there/yet"));
                case MEMORY -> memory;
            };
        }
        return store;
    }

    private void reopen() throws IOException {
        close();
        store();
    }

    @AfterEach
    void close() throws IOException {
        if (store != null) {
            store.close();
            store = null;
        }
    }

    @Test
    void shouldNumberAttemptsUpwardsHoweverOftenItIsOpened() throws IOException {
        assertThat(store().beginAttempt()).isEqualTo(1);
        assertThat(store().beginAttempt()).isEqualTo(2);
        for (int attempt = 3; attempt < 13; attempt++) {
            reopen();
            assertThat(store().beginAttempt()).isEqualTo(attempt);
        }
    }

    @Test
    void shouldBeEmptyWhenNothingWasPublished() throws IOException {
        assertThat(store().manifests()).isEmpty();
        write(store(), 1, "task-0", "a");
        reopen();
        assertThat(store().manifests()).isEmpty();
    }

    @Test
    void shouldKeepAllThatAManifestSaysWhenItIsOpenedAgain() throws IOException {
        FileRef whole = write(store(), 7, "task-0", "a", "", "bc");
        FileRef empty = write(store(), 7, "task-1");
        Manifest manifest = new Manifest(
                7,
                "before-upgrade",
                "früh",
                Map.of("input", "a", "date", "b"),
                Instant.ofEpochSecond(-1, 999_999_999),
                true,
                List.of(
                        new Manifest.Part("source", 1, 2, true, List.of()),
                        new Manifest.Part(
                                "sink", 0, 1, false, List.of(new Manifest.Piece("position", "long", new byte[] {1, -1
                                })))),
                List.of(
                        new Manifest.TaskFiles(List.of("sum", "count"), 0, 2, List.of(whole)),
                        new Manifest.TaskFiles(List.of("sum", "count"), 1, 2, List.of(empty))));
        store().publish(manifest);
        reopen();

        assertThat(store().manifests()).usingRecursiveComparison().isEqualTo(List.of(manifest));
        assertThat(read(store(), whole)).containsExactly("a", "", "bc");
        assertThat(read(store(), empty)).isEmpty();
    }

    @Test
    void shouldKeepWhatWasWrittenWhenTheArrayIsUsedAgain() throws IOException {
        byte[] bytes = {1, 2, 3};
        FileRef file;
        try (BlockWriter writer = store().create(1, "task")) {
            writer.write(bytes, 2);
            bytes[0] = 9;
            writer.write(bytes, 3);
            file = writer.finish();
        }
        try (BlockReader reader = store().open(file)) {
            byte[] block = reader.next();
            assertThat(block).containsExactly(1, 2);
            block[0] = 7;
            assertThat(reader.next()).containsExactly(9, 2, 3);
            assertThat(reader.next()).isNull();
            assertThat(reader.next()).isNull();
        }
        try (BlockReader reader = store().open(file)) {
            assertThat(reader.next()).containsExactly(1, 2);
        }
    }

    @Test
    void shouldKeepTheLatestAndTheNamedOnesAndTheirChains() throws IOException {
        FileRef first = write(store(), 1, "task", "first");
        store().publish(manifest(1, null, first));
        FileRef second = write(store(), 2, "task", "second");
        store().publish(manifest(2, "kept", first, second));
        FileRef third = write(store(), 3, "task", "third");
        store().publish(manifest(3, null, first, second, third));
        FileRef fourth = write(store(), 4, "task", "fourth");
        store().publish(manifest(4, null, fourth));
        write(store(), 5, "task", "never published");
        store().retain(1);
        reopen();
        store().retain(1);

        assertThat(store().manifests()).extracting(Manifest::id).containsExactly(2L, 4L);
        assertThat(read(store(), first)).containsExactly("first");
        assertThat(read(store(), second)).containsExactly("second");
        assertThat(read(store(), fourth)).containsExactly("fourth");
        assertThatThrownBy(() -> store().open(third)).isInstanceOf(IOException.class);
    }

    @Test
    void shouldLeaveTheSnapshotThatIsBeingWrittenAloneWhenOthersGo() throws IOException {
        FileRef first = write(store(), 1, "task", "first");
        store().publish(manifest(1, null, first));
        FileRef second = write(store(), 2, "task", "second");
        store().retain(1);
        store().publish(manifest(2, null, second));
        store().retain(1);

        assertThat(store().manifests()).extracting(Manifest::id).containsExactly(2L);
        assertThat(read(store(), second)).containsExactly("second");
    }

    @Test
    void shouldRefuseASnapshotThatNeedsWhatIsNotThere() throws IOException {
        FileRef first = write(store(), 1, "task", "first");
        FileRef other = new FileRef(1, "task", first.bytes(), first.checksum() + 1);
        assertThatThrownBy(() -> store().publish(manifest(1, null, other)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("neither finished nor part of a snapshot");

        try (BlockWriter unfinished = store().create(1, "task")) {
            unfinished.write(new byte[1], 1);
        }
        assertThatThrownBy(() -> store().publish(manifest(1, null, first)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldRefuseASnapshotThatDoesNotFollowTheLast() throws IOException {
        store().publish(manifest(2, null));
        assertThatThrownBy(() -> store().publish(manifest(2, null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not follow the last one, which is 2");
        assertThatThrownBy(() -> store().create(1, "task")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store().retain(0)).hasMessageContaining("at least 1");
    }

    @Test
    void shouldRefuseNamesThatCouldLeadElsewhere() throws IOException {
        for (String name : new String[] {"", ".", "..", "../x", "a/b", "a\\b", "..%2f", "a\0", "ä", "x".repeat(101)}) {
            assertThatThrownBy(() -> store().create(1, name))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1 to 100 letters");
            assertThatThrownBy(() -> store().publish(manifest(1, name)))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(write(store(), 1, "x".repeat(100), "a").bytes()).isPositive();
    }

    @Test
    void shouldRefuseToGoOnWithAFileThatIsFinished() throws IOException {
        try (BlockWriter writer = store().create(1, "task")) {
            writer.finish();
            assertThatThrownBy(() -> writer.write(new byte[1], 1)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(writer::finish).isInstanceOf(IllegalStateException.class);
        }
    }
}
