package io.millrace.state.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDiskTest {
    private static final Disk DISK = FileDisk.INSTANCE;

    @TempDir
    private Path directory;

    @Test
    void shouldReadAndAppendMoreThanOneChunk() throws IOException {
        byte[] bytes = new byte[1_000_000];
        new Random(1).nextBytes(bytes);
        Path path = directory.resolve("file");
        try (Disk.File file = DISK.create(path)) {
            ByteBuffer content = ByteBuffer.wrap(bytes, 10, bytes.length - 10);
            file.append(content);
            assertThat(content.hasRemaining()).isFalse();
            file.append(ByteBuffer.wrap(bytes, 0, 10));
            file.force();
            assertThat(file.size()).isEqualTo(bytes.length);
        }
        try (Disk.File file = DISK.open(path)) {
            ByteBuffer into = ByteBuffer.allocate(bytes.length + 5).position(5);
            assertThat(file.read(10, into)).isEqualTo(bytes.length - 10);
            assertThat(into.get(5)).isEqualTo(bytes[20]);
            assertThat(file.read(bytes.length + 7L, into)).isZero();
        }
    }

    @Test
    void shouldAppendToWhatIsThereAndReadIt() throws IOException {
        Path path = Files.writeString(directory.resolve("file"), "ab");
        try (Disk.File file = DISK.append(path)) {
            file.append(ByteBuffer.wrap(new byte[] {'c'}));
            ByteBuffer into = ByteBuffer.allocate(3);
            assertThat(file.read(0, into)).isEqualTo(3);
        }
        assertThat(path).hasContent("abc");
    }

    @Test
    void shouldPutANewFileInPlaceOfALinkInsteadOfBehindIt() throws IOException {
        Path target = Files.writeString(directory.resolve("target"), "kept");
        Path link = Files.createSymbolicLink(directory.resolve("link"), target);
        assertThat(DISK.isLink(link)).isTrue();
        DISK.create(link).close();
        assertThat(DISK.isLink(link)).isFalse();
        assertThat(target).hasContent("kept");
    }

    @Test
    void shouldNameTheFileWhenTheSystemDoesNot() throws IOException {
        Path path = directory.resolve("file");
        DISK.create(path).close();
        Disk.File file = DISK.open(path);
        file.close();
        assertThatThrownBy(file::force).hasMessageContaining(path.toString());
        assertThatThrownBy(() -> file.read(0, ByteBuffer.allocate(1))).hasMessageContaining(path.toString());
    }

    @Test
    void shouldListInOrderMoveAndDelete() throws IOException {
        DISK.makeDirectory(directory.resolve("b/c"));
        DISK.makeDirectory(directory.resolve("b/c"));
        DISK.create(directory.resolve("a")).close();
        assertThat(DISK.list(directory)).containsExactly(directory.resolve("a"), directory.resolve("b"));
        DISK.move(directory.resolve("a"), directory.resolve("d"));
        DISK.delete(directory.resolve("a"));
        DISK.forceDirectory(directory);
        assertThat(DISK.exists(directory.resolve("a"))).isFalse();
        assertThat(DISK.exists(directory.resolve("d"))).isTrue();
        assertThatThrownBy(() -> DISK.delete(directory.resolve("b"))).isInstanceOf(IOException.class);
    }

    @Test
    void shouldLockAgainstThisProcess() throws IOException {
        Path path = directory.resolve("LOCK");
        Closeable lock = DISK.lock(path);
        assertThat(DISK.lock(path)).isNull();
        assertThat(DISK.lock(directory.resolve("x/../LOCK").normalize())).isNull();
        lock.close();
        lock.close();
        Closeable again = DISK.lock(path);
        lock.close();
        assertThat(DISK.lock(path)).isNull();
        again.close();
    }

    /** A second attempt within the process must not take the lock away from the first. */
    @Test
    void shouldLockAgainstOtherProcesses() throws Exception {
        Path path = directory.resolve("LOCK");
        try (Closeable lock = DISK.lock(path)) {
            assertThat(lock).isNotNull();
            assertThat(isFreeForAnotherProcess(path)).isFalse();
            assertThat(DISK.lock(path)).isNull();
            assertThat(isFreeForAnotherProcess(path)).isFalse();
        }
        assertThat(isFreeForAnotherProcess(path)).isTrue();
    }

    private static boolean isFreeForAnotherProcess(Path path) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockProbe.class.getName(),
                        path.toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isBetween(0, 1);
        return process.exitValue() == 0;
    }

    static final class LockProbe {
        private LockProbe() {}

        public static void main(String[] args) throws IOException {
            try (FileChannel channel = FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE)) {
                System.exit(channel.tryLock() == null ? 1 : 0);
            }
        }
    }
}
