package io.millrace.state.store;

import static io.millrace.state.store.Snapshots.manifest;
import static io.millrace.state.store.Snapshots.read;
import static io.millrace.state.store.Snapshots.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.state.testing.SimulatedDisk;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever happens to the bytes of a snapshot is noticed. */
class DirectoryStoreDamageTest {
    private static final Path DIRECTORY = Path.of("store");
    private static final Path MANIFEST = DIRECTORY.resolve("0000000000000000002/MANIFEST");
    private static final Path FILE = DIRECTORY.resolve("0000000000000000002/task-0.state");
    private static final long MUCH = 1 << 20;

    private final SimulatedDisk disk = new SimulatedDisk();
    private byte[] file;
    private byte[] manifest;

    @BeforeEach
    void publish() throws IOException {
        try (DirectoryStore store = DirectoryStore.open(disk, DIRECTORY)) {
            FileRef first = write(store, 1, "task-0", "one block", "another block", "the last block");
            store.publish(manifest(1, null, first));
            FileRef second = write(store, 2, "task-0", "one block", "another block", "the last block");
            FileRef third = write(store, 2, "task-1", "one block", "another block", "the last block");
            store.publish(new Manifest(
                    2,
                    "named",
                    "job",
                    Map.of("input", "file"),
                    Instant.ofEpochSecond(1_700_000_000),
                    true,
                    List.of(new Manifest.Part(
                            "source", 0, 1, true, List.of(new Manifest.Piece("position", "long", new byte[8])))),
                    List.of(
                            new Manifest.TaskFiles(List.of("sum"), 0, 2, List.of(first, second)),
                            new Manifest.TaskFiles(List.of("sum"), 1, 2, List.of(third)))));
        }
        file = disk.content(absolute(FILE));
        manifest = disk.content(absolute(MANIFEST));
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath();
    }

    private void readAll() throws IOException {
        try (DirectoryStore store = DirectoryStore.open(disk, DIRECTORY)) {
            for (Manifest.TaskFiles task : store.manifests().get(1).files()) {
                for (FileRef ref : task.chain()) {
                    assertThat(read(store, ref)).hasSize(3);
                }
            }
        }
    }

    private void checkDamage(Path path, byte[] damaged, String where) throws IOException {
        disk.replaceContent(absolute(path), damaged);
        assertThatThrownBy(this::readAll)
                .as(where)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(absolute(path).toString());
    }

    @Test
    void shouldNoticeEveryFlippedBit() throws IOException {
        flipEveryBit(FILE, file);
        readAll();
        flipEveryBit(MANIFEST, manifest);
        readAll();
    }

    private void flipEveryBit(Path path, byte[] content) throws IOException {
        for (int bit = 0; bit < 8 * content.length; bit++) {
            byte[] damaged = content.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            checkDamage(path, damaged, "bit " + bit);
        }
        disk.replaceContent(absolute(path), content);
    }

    @Test
    void shouldNoticeEveryCutAndEveryAddedByte() throws IOException {
        for (int length = 0; length < file.length; length++) {
            checkDamage(FILE, Arrays.copyOf(file, length), "length " + length);
        }
        checkDamage(FILE, Arrays.copyOf(file, file.length + 1), "longer");
        disk.replaceContent(absolute(FILE), file);
        for (int length = 0; length < manifest.length; length++) {
            checkDamage(MANIFEST, Arrays.copyOf(manifest, length), "length " + length);
        }
        checkDamage(MANIFEST, Arrays.copyOf(manifest, manifest.length + 1), "longer");
    }

    @Test
    void shouldNoticeWhenFilesTakeEachOthersPlace() throws IOException {
        checkDamage(FILE, disk.content(absolute(FILE.resolveSibling("task-1.state"))), "other task");
        checkDamage(FILE, disk.content(absolute(DIRECTORY.resolve("0000000000000000001/task-0.state"))), "older");
        assertThatThrownBy(this::readAll)
                .hasMessageContaining("it is the file task-0 of snapshot 1, not the file task-0 of snapshot 2");
        checkDamage(MANIFEST, disk.content(absolute(DIRECTORY.resolve("0000000000000000001/MANIFEST"))), "older");
        assertThatThrownBy(this::readAll).hasMessageContaining("it is that of snapshot 1");
    }

    @Test
    void shouldSayWhatCanBeDoneWhenAFileIsGone() throws IOException {
        disk.delete(absolute(FILE));
        assertThatThrownBy(this::readAll)
                .isInstanceOf(DamagedSnapshotException.class)
                .hasMessage(absolute(FILE) + " is damaged: there is no such file. Restore a backup of it; or move the"
                        + " directories of snapshot 2 and of all later ones away, so that the job starts from an older"
                        + " one and repeats what it has done since");
    }

    @Test
    void shouldSayWhichVersionCanReadItWhenItIsNewer() throws IOException {
        for (Path path : List.of(FILE, MANIFEST)) {
            byte[] newer = disk.content(absolute(path));
            byte[] current = newer.clone();
            newer[7] = 2;
            checkDamage(path, newer, "newer");
            assertThatThrownBy(this::readAll)
                    .isNotInstanceOf(DamagedSnapshotException.class)
                    .hasMessageContaining("has version 2 of its format, and this program reads version 1 at most");
            disk.replaceContent(absolute(path), current);
        }
    }

    /** The checksums are right, so that only the checks of what is read can help. */
    @Test
    void shouldNotAllocateOrFollowWhatAHostileManifestSays() throws IOException {
        for (int at = 12; at + 4 <= manifest.length - 4; at++) {
            for (int value : new int[] {Integer.MAX_VALUE, -1, Integer.MIN_VALUE, 1 << 28, 0x2e2e2f2e}) {
                byte[] hostile = manifest.clone();
                ByteBuffer.wrap(hostile).putInt(at, value);
                ByteBuffer.wrap(hostile).putInt(hostile.length - 4, checksum(hostile, hostile.length - 4));
                disk.replaceContent(absolute(MANIFEST), hostile);
                checkReadingIsHarmless(value + " at byte " + at);
            }
        }
    }

    @Test
    void shouldRefuseNamesThatLeadElsewhereWhenAManifestHasThem() throws IOException {
        for (String name : List.of("../../secret", "..", "a/b", "")) {
            FileRef elsewhere = new FileRef(1, name, 100, 0);
            checkDamage(MANIFEST, ManifestFormat.write(manifest(2, null, elsewhere)), name);
            checkDamage(MANIFEST, ManifestFormat.write(manifest(2, name)), name);
        }
        FileRef future = new FileRef(3, "task-0", 100, 0);
        checkDamage(MANIFEST, ManifestFormat.write(manifest(2, null, future)), "future");
    }

    @Test
    void shouldNotAllocateWhatAHostileBlockSays() throws IOException {
        int block = BlockFileWriter.headerBytes("task-0".length());
        for (int length : new int[] {Integer.MAX_VALUE, Integer.MAX_VALUE - 8, 1 << 28, -2, Integer.MIN_VALUE}) {
            byte[] hostile = file.clone();
            ByteBuffer.wrap(hostile).putInt(block, length);
            int sum = checksum(Arrays.copyOfRange(hostile, block, block + 8), 8);
            ByteBuffer.wrap(hostile).putInt(block + 8, sum);
            checkDamage(FILE, hostile, "length " + length);
            checkReadingIsHarmless("length " + length);
        }
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private void checkReadingIsHarmless(String where) {
        long before = allocated();
        try {
            readAll();
        } catch (IOException e) {
            assertThat(e).as(where).hasMessageContaining(absolute(DIRECTORY).toString());
        }
        assertThat(allocated() - before).as(where).isLessThan(MUCH);
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
