package io.millrace.state.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.state.store.Disk;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SimulatedDiskTest {
    private static final Path DIRECTORY = Path.of("/data");
    private static final Path FILE = DIRECTORY.resolve("file");

    private final SimulatedDisk disk = new SimulatedDisk();

    private static SimulatedDisk withDirectory(DiskFaults faults) throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        disk.makeDirectory(DIRECTORY);
        disk.forceAll();
        disk.plan(faults);
        return disk;
    }

    private static void append(Disk.File file, String text) throws IOException {
        file.append(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String content(SimulatedDisk disk, Path file) throws IOException {
        return new String(disk.content(file), StandardCharsets.US_ASCII);
    }

    @Test
    void shouldKeepForcedBytesAndLoseOrTearOthersWhenItCrashes() throws IOException {
        Set<String> contents = new HashSet<>();
        for (int seed = 0; seed < 100; seed++) {
            SimulatedDisk disk = withDirectory(DiskFaults.none());
            try (Disk.File file = disk.create(FILE)) {
                append(file, "safe");
                file.force();
                disk.forceDirectory(DIRECTORY);
                append(file, "123");
            }
            disk.crash(new Random(seed));
            contents.add(content(disk, FILE));
        }
        assertThat(contents).containsExactlyInAnyOrder("safe", "safe1", "safe12", "safe123");
    }

    @Test
    void shouldLoseNamesFromTheLastOnWhenItCrashes() throws IOException {
        Set<List<Path>> listings = new HashSet<>();
        for (int seed = 0; seed < 100; seed++) {
            SimulatedDisk disk = withDirectory(DiskFaults.none());
            disk.create(DIRECTORY.resolve("old")).close();
            disk.forceDirectory(DIRECTORY);
            disk.create(DIRECTORY.resolve("new")).close();
            disk.move(DIRECTORY.resolve("new"), DIRECTORY.resolve("newer"));
            disk.delete(DIRECTORY.resolve("old"));
            disk.crash(new Random(seed));
            listings.add(disk.list(DIRECTORY));
        }
        assertThat(listings)
                .containsExactlyInAnyOrder(names("old"), names("new", "old"), names("newer", "old"), names("newer"));
    }

    private static List<Path> names(String... names) {
        List<Path> paths = new ArrayList<>();
        for (String name : names) {
            paths.add(DIRECTORY.resolve(name));
        }
        return paths;
    }

    @Test
    void shouldLoseWhatIsInADirectoryWhoseOwnNameIsLost() throws IOException {
        SimulatedDisk disk = withDirectory(DiskFaults.none());
        Path inner = DIRECTORY.resolve("inner");
        boolean[] isThere = new boolean[2];
        for (int seed = 0; seed < 20; seed++) {
            disk.makeDirectory(inner);
            disk.create(inner.resolve("file")).close();
            disk.forceDirectory(inner);
            disk.crash(new Random(seed));
            isThere[disk.exists(inner) ? 1 : 0] = true;
            assertThat(disk.exists(inner.resolve("file"))).isEqualTo(disk.exists(inner));
            disk.delete(inner.resolve("file"));
            disk.delete(inner);
            disk.forceAll();
        }
        assertThat(isThere).containsExactly(true, true);
    }

    @Test
    void shouldAnswerNobodyBetweenACrashAndTheRestart() throws IOException {
        SimulatedDisk disk = withDirectory(DiskFaults.none().at(3, DiskFault.CRASH));
        Disk.File file = disk.create(FILE);
        Closeable lock = disk.lock(DIRECTORY.resolve("LOCK"));
        assertThatThrownBy(() -> append(file, "x")).isInstanceOf(SimulatedCrash.class);
        assertThatThrownBy(() -> append(file, "x")).isInstanceOf(SimulatedCrash.class);
        assertThatThrownBy(() -> disk.exists(FILE)).isInstanceOf(SimulatedCrash.class);
        file.close();

        disk.crash(new Random(1));
        assertThatThrownBy(() -> append(file, "x")).isInstanceOf(IOException.class);
        assertThat(disk.lock(DIRECTORY.resolve("LOCK"))).isNotNull();
        lock.close();
        assertThat(disk.lock(DIRECTORY.resolve("LOCK"))).isNull();
        assertThat(disk.faults()).containsEntry(DiskFault.CRASH, 1L);
    }

    @Test
    void shouldLoseNothingWhenOnlyTheProcessDies() throws IOException {
        SimulatedDisk disk = withDirectory(DiskFaults.none());
        Disk.File file = disk.create(FILE);
        append(file, "abc");
        disk.kill();
        assertThat(content(disk, FILE)).isEqualTo("abc");
        assertThatThrownBy(file::force).hasMessageContaining("was opened before the crash");
    }

    @Test
    void shouldFailBeforeOrAfterTheEffectOfTheCallThatItIsTold() throws IOException {
        SimulatedDisk disk = withDirectory(DiskFaults.none().at(1, DiskFault.FAILED_CALL));
        assertThatThrownBy(() -> disk.create(FILE)).hasMessage("simulated FAILED_CALL at disk call 1");
        assertThat(disk.exists(FILE)).isFalse();
        disk.plan(DiskFaults.none().at(2, DiskFault.FAILED_AFTER_EFFECT));
        disk.create(FILE).close();
        assertThatThrownBy(() -> disk.delete(FILE)).hasMessage("simulated FAILED_AFTER_EFFECT at disk call 2");
        assertThat(disk.exists(FILE)).isFalse();
        assertThat(disk.calls()).isEqualTo(3);
    }

    @Test
    void shouldTearWritesAndFillUp() throws IOException {
        SimulatedDisk disk = withDirectory(DiskFaults.none().capacity(5));
        try (Disk.File file = disk.create(FILE)) {
            append(file, "abc");
            assertThatThrownBy(() -> append(file, "def")).hasMessageContaining("DISK_FULL");
            assertThat(content(disk, FILE)).isEqualTo("abcde");
            disk.plan(DiskFaults.none().at(1, DiskFault.TORN_WRITE));
            assertThatThrownBy(() -> append(file, "fghi")).hasMessageContaining("TORN_WRITE");
            assertThat(content(disk, FILE)).startsWith("abcde").hasSizeLessThan(9);
        }
        assertThat(disk.faults()).containsOnlyKeys(DiskFault.DISK_FULL, DiskFault.TORN_WRITE);
    }

    @Test
    void shouldForceNothingWhenForcingFails() throws IOException {
        Set<String> contents = new HashSet<>();
        for (int seed = 0; seed < 20; seed++) {
            SimulatedDisk disk = withDirectory(DiskFaults.none().at(4, DiskFault.FAILED_FORCE));
            try (Disk.File file = disk.create(FILE)) {
                disk.forceDirectory(DIRECTORY);
                append(file, "a");
                assertThatThrownBy(file::force).hasMessageContaining("FAILED_FORCE");
            }
            disk.crash(new Random(seed));
            contents.add(content(disk, FILE));
        }
        assertThat(contents).containsExactlyInAnyOrder("", "a");
    }

    @Test
    void shouldFlipOneBitOfWhatIsReadAndNoneOfWhatIsThere() throws IOException {
        SimulatedDisk disk = withDirectory(DiskFaults.none().at(3, DiskFault.FLIPPED_BIT));
        try (Disk.File file = disk.create(FILE)) {
            append(file, "\0\0\0\0");
            ByteBuffer read = ByteBuffer.allocate(4);
            file.read(0, read);
            assertThat(Integer.bitCount(read.getInt(0))).isEqualTo(1);
        }
        assertThat(disk.content(FILE)).containsOnly(0);
    }

    @Test
    void shouldStrikeTheSameWayWithTheSameSeed() throws IOException {
        assertThat(outcomes(5)).isEqualTo(outcomes(5)).isNotEqualTo(outcomes(6)).contains(true, false);
    }

    private static List<Boolean> outcomes(long seed) throws IOException {
        SimulatedDisk disk = withDirectory(DiskFaults.random(seed).with(DiskFault.FAILED_CALL, 0.5));
        List<Boolean> outcomes = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            try {
                outcomes.add(disk.exists(FILE));
            } catch (IOException e) {
                outcomes.add(true);
            }
        }
        return outcomes;
    }

    @Test
    void shouldBehaveLikeADiskWhenThingsAreMissingOrOfAnotherKind() throws IOException {
        assertThatThrownBy(() -> disk.create(FILE)).isInstanceOf(NoSuchFileException.class);
        disk.makeDirectory(FILE);
        assertThatThrownBy(() -> disk.create(FILE)).hasMessageContaining("directory");
        assertThatThrownBy(() -> disk.delete(DIRECTORY)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> disk.open(DIRECTORY.resolve("none"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> disk.move(DIRECTORY.resolve("none"), FILE)).isInstanceOf(NoSuchFileException.class);
        disk.delete(DIRECTORY.resolve("none"));
        disk.create(Path.of("relative")).close();
        assertThat(disk.exists(Path.of("/relative"))).isTrue();
    }

    @Test
    void shouldRefuseFaultsThatNobodyCanAskFor() {
        assertThatThrownBy(() -> DiskFaults.none().with(DiskFault.LOST_BYTES, 0.5))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DiskFaults.none().with(DiskFault.CRASH, 1.5))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DiskFaults.none().at(0, DiskFault.CRASH)).isInstanceOf(IllegalArgumentException.class);
    }
}
