package io.millrace.state.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.millrace.state.serde.BytesInput;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.Serdes;
import io.millrace.state.serde.Type;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What somebody has put where a store looks: other kinds of files, and counts that no file has room for. */
@Timeout(20) // a pipe would be waited for
class CraftedFilesTest {

    private static final byte[] LONGEST = {-1, -1, -1, -1, 7};

    record Nothing() {}

    record Point(byte x) {}

    @TempDir
    private Path directory;

    private Path manifest;

    @BeforeEach
    void publish() throws IOException {
        try (DirectoryStore store = DirectoryStore.open(FileDisk.INSTANCE, directory)) {
            store.publish(new Manifest(1, null, "job", Map.of(), Instant.EPOCH, false, List.of(), List.of()));
        }
        manifest = directory.resolve("0000000000000000001").resolve("MANIFEST");
        assertThat(manifest).exists();
    }

    private void refused(String... messages) {
        assertThatThrownBy(() -> DirectoryStore.openReadOnly(FileDisk.INSTANCE, directory))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(messages);
        assertThatThrownBy(() -> DirectoryStore.open(FileDisk.INSTANCE, directory))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(messages);
    }

    private static void makePipe(Path path) throws Exception {
        Files.deleteIfExists(path);
        assumeThat(Path.of("/usr/bin/mkfifo")).exists();
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .isZero();
    }

    @Test
    void shouldRefuseAPipeInPlaceOfAFile() throws Exception {
        makePipe(manifest);
        refused("cannot read " + manifest, "it is a pipe or a device and no file; move it away");
        Files.delete(manifest);

        Path lock = directory.resolve("LOCK");
        makePipe(lock);
        assertThatThrownBy(() -> DirectoryStore.open(FileDisk.INSTANCE, directory))
                .hasMessageContainingAll("cannot lock " + lock, "move it away");
    }

    @Test
    void shouldRefuseAPipeInPlaceOfAFileOfState() throws Exception {
        Path file = directory.resolve("0000000000000000001").resolve("task-0.state");
        makePipe(file);
        try (DirectoryStore store = DirectoryStore.open(FileDisk.INSTANCE, directory)) {
            assertThatThrownBy(() -> store.open(new FileRef(1, "task-0", 0, 0)))
                    .hasMessageContainingAll("cannot read " + file, "move it away");
        }
    }

    @Test
    void shouldRefuseADirectoryOrALinkInPlaceOfAFile() throws Exception {
        Files.delete(manifest);
        Files.createDirectory(manifest);
        refused("cannot read " + manifest, "it is a directory");
        Files.delete(manifest);

        Files.createSymbolicLink(manifest, manifest);
        refused(manifest + " is a symbolic link");
    }

    @Test
    void shouldRefuseASparseManifestBeforeItIsReadIntoMemory() throws Exception {
        try (RandomAccessFile sparse = new RandomAccessFile(manifest.toFile(), "rw")) {
            sparse.setLength(256 << 20);
        }
        refused(manifest.toString(), "its length is wrong at byte 8", "Restore a backup of it");
        Files.write(manifest, new byte[0]);
        try (RandomAccessFile sparse = new RandomAccessFile(manifest.toFile(), "rw")) {
            sparse.setLength(1L << 40);
        }
        refused(manifest.toString(), "no manifest has more than", "Restore a backup of it");
    }

    @Test
    void shouldRefuseCountsOfElementsThatTakeNoBytes() throws IOException {
        Serde<List<Nothing>> nothings = Serdes.of(new Type<List<Nothing>>() {});
        List<Nothing> many = new ArrayList<>(Collections.nCopies(100_000, new Nothing()));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        nothings.write(many, new DataOutputStream(bytes));

        assertThat(nothings.read(new BytesInput(bytes.toByteArray()))).isEqualTo(many);
        for (int marked = 0; marked <= 1; marked++) {
            byte[] crafted =
                    ByteBuffer.allocate(46).put((byte) marked).put(LONGEST).array();
            assertThatThrownBy(() -> nothings.read(new BytesInput(crafted)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("would have 2147483647 elements in the 40 bytes that are left");
        }
    }

    @Test
    void shouldRefuseCountsOfPiecesThatAreMoreThanTheirBytes() throws IOException {
        Serde<Nothing> nothing = Serdes.of(Type.of(Nothing.class));
        List<Nothing> many = Collections.nCopies(1_000, new Nothing());
        assertThat(Pieces.read("sink", Pieces.write("prepared", nothing, many), nothing))
                .isEqualTo(many);

        Serde<Point> points = Serdes.of(Type.of(Point.class));
        for (int count : new int[] {-1, Integer.MIN_VALUE, 2, Integer.MAX_VALUE}) {
            byte[] bytes = ByteBuffer.allocate(5).putInt(count).array();
            Manifest.Piece piece = new Manifest.Piece("prepared", "record{}", bytes);
            assertThatThrownBy(() -> Pieces.read("sink", piece, points))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(
                            "operator 'sink': state 'prepared' would have " + count + " elements in 5 bytes");
        }
    }

    @Test
    void shouldRefusePartsThatContradictEachOther() {
        Manifest.Part one = new Manifest.Part("source", 0, 1, false, List.of());
        Manifest.Part two = new Manifest.Part("source", 1, 2, false, List.of());
        for (List<Manifest.Part> parts : List.of(List.of(one, one), List.of(one, two))) {
            Manifest manifestOfBoth = new Manifest(2, null, "job", Map.of(), Instant.EPOCH, false, parts, List.of());
            assertThatThrownBy(() -> Manifests.checked(manifestOfBoth)).hasMessageContaining("source");
        }
    }
}
