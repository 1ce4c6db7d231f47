package io.millrace.state.store;

import static io.millrace.state.store.Snapshots.manifest;
import static io.millrace.state.store.Snapshots.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.state.testing.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What looks like a snapshot and is not found by its name must not be passed over. */
@Tag("machine")
class UnreadableNamesTest {
    private static final Path ROOT = Path.of("/store").toAbsolutePath();
    private static final String NAME = "0000000000000000012";

    private final SimulatedDisk disk = new SimulatedDisk();

    @BeforeEach
    void publish() throws IOException {
        try (DirectoryStore store = DirectoryStore.open(disk, ROOT)) {
            store.publish(manifest(12, null, write(store, 12, "task", "state")));
        }
        assertThat(disk.list(ROOT)).contains(ROOT.resolve(NAME));
    }

    private void rename(String from, String to) throws IOException {
        disk.move(ROOT.resolve(from), ROOT.resolve(to));
    }

    private void checkIsRefused(String name, String remedy) {
        for (Opening opening : List.<Opening>of(DirectoryStore::open, DirectoryStore::openReadOnly)) {
            assertThatThrownBy(() -> opening.open(disk, ROOT))
                    .as(name)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(ROOT.resolve(name) + " looks like a snapshot")
                    .hasMessageContaining(remedy)
                    .hasMessageContaining("move it out of " + ROOT);
        }
    }

    private interface Opening {
        DirectoryStore open(Disk disk, Path root) throws IOException;
    }

    @Test
    void shouldSayTheNameWhenItIsInDigitsOfAnotherScript() throws IOException {
        List<Integer> zeros = IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .filter(c -> c != '0' && Character.isDigit(c) && Character.digit(c, 10) == 0)
                .boxed()
                .toList();
        assertThat(zeros).hasSizeGreaterThan(50).contains(0x0660, 0x06f0, 0x0966, 0x09e6, 0x1040);
        for (int zero : zeros) {
            StringBuilder name = new StringBuilder();
            NAME.chars().forEach(digit -> name.appendCodePoint(zero + digit - '0'));
            rename(NAME, name.toString());
            checkIsRefused(name.toString(), "Give it its name back, which is " + NAME);
            rename(name.toString(), NAME);
        }
        try (DirectoryStore store = DirectoryStore.open(disk, ROOT)) {
            assertThat(store.manifests()).hasSize(1);
        }
    }

    @Test
    void shouldRefuseAnyOtherNameBesideSnapshotsThatCanBeReadToo() throws IOException {
        try (DirectoryStore store = DirectoryStore.open(disk, ROOT)) {
            store.publish(manifest(13, null));
        }
        for (String name : List.of(
                "12",
                "000000000000000012",
                "00000000000000000012",
                NAME + ".bak",
                "old",
                "9999999999999999999",
                "0000000000000000000",
                "-000000000000000012",
                "000000000000000001x")) {
            rename(NAME, name);
            checkIsRefused(name, "Give it its name back");
            rename(name, NAME);
        }
    }

    @Test
    void shouldRefuseAManifestByAnotherNameAndKeepItsFiles() throws IOException {
        List<Path> files = StoreFiles.below(disk, ROOT);
        for (String name :
                List.of("MANIFEST.bak", "manifest", "MANIFEST (1)", "Manifest.gz", "MANIFEST~", "MANIFEST.new2")) {
            rename(NAME + "/MANIFEST", NAME + "/" + name);
            for (Opening opening : List.<Opening>of(DirectoryStore::open, DirectoryStore::openReadOnly)) {
                assertThatThrownBy(() -> opening.open(disk, ROOT))
                        .as(name)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining(
                                ROOT.resolve(NAME).resolve(name) + " looks like the manifest of a snapshot")
                        .hasMessageContaining(
                                "Give it that name back, or move " + ROOT.resolve(NAME) + " out of " + ROOT);
            }
            rename(NAME + "/" + name, NAME + "/MANIFEST");
            assertThat(StoreFiles.below(disk, ROOT)).isEqualTo(files);
        }
    }

    @Test
    void shouldRefuseAFileInPlaceOfTheDirectoryOfASnapshot(@TempDir Path root) throws IOException {
        Path file = Files.writeString(root.resolve(NAME), "an archive, say");
        assertThatThrownBy(() -> DirectoryStore.open(FileDisk.INSTANCE, root))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file + " is a file, where the directory of a snapshot is to be")
                .hasMessageContaining("move it out of " + root);
        assertThat(file).hasContent("an archive, say");
    }

    @Test
    void shouldSayThatItIsOneSnapshotWhenItsDirectoryIsNamedInPlaceOfTheOneAbove() {
        assertThatThrownBy(() -> DirectoryStore.open(disk, ROOT.resolve(NAME)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(ROOT.resolve(NAME) + " is the directory of one snapshot")
                .hasMessageContaining("name the directory above it");
    }

    @Test
    void shouldLeaveAloneWhatDoesNotLookLikeASnapshot(@TempDir Path root) throws IOException {
        Files.createDirectories(root.resolve("backup/0000000000000000012"));
        Files.writeString(root.resolve("backup/0000000000000000012/MANIFEST"), "moved away");
        Files.writeString(root.resolve("notes.txt"), "");
        Files.createDirectory(root.resolve("lost+found"));
        assertThatCode(() -> DirectoryStore.open(FileDisk.INSTANCE, root).close())
                .doesNotThrowAnyException();
    }
}
