package io.millrace.state.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever reads a message of the disk knows what was tried, on what, why it failed and what to do. */
class DiskMessagesTest {
    private static final Disk DISK = FileDisk.INSTANCE;

    @TempDir
    private Path directory;

    private static void check(ThrowingCallable call, String attempt, Path path, String reason) {
        assertThatThrownBy(call)
                .isInstanceOf(DiskException.class)
                .hasMessage("cannot " + attempt + " " + path + ": " + reason);
    }

    @Test
    void shouldSayWhyAnyCallFailsWhenThePathLeadsNowhere() {
        Path homeless = directory.resolve("missing/LOCK");
        String reason = "there is no directory " + homeless.getParent() + "; make it first";
        check(() -> DISK.lock(homeless), "lock", homeless, reason);
        check(() -> DISK.create(homeless), "make", homeless, reason);
        check(() -> DISK.append(homeless), "write", homeless, reason);
        check(() -> DISK.open(homeless), "read", homeless, reason);
        check(() -> DISK.list(homeless), "list", homeless, reason);
        check(() -> DISK.forceDirectory(homeless), "force to disk the directory", homeless, reason);
        Path missing = directory.resolve("missing");
        check(() -> DISK.open(missing), "read", missing, "there is no such file");
        check(
                () -> DISK.move(missing, directory.resolve("new")),
                "rename to new what is in",
                missing,
                "there is no such file");
    }

    @Test
    void shouldSayWhyAnyCallFailsWhenAFileIsInPlaceOfADirectory() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        Path below = file.resolve("LOCK");
        String reason = "a part of the path is a file and not a directory; choose another place";
        check(() -> DISK.create(below), "delete", below, reason);
        check(() -> DISK.append(below), "write", below, reason);
        check(() -> DISK.open(below), "read", below, reason);
        check(() -> DISK.makeDirectory(below), "make directory", below, reason);
        check(() -> DISK.list(file), "list", file, "it is no directory; choose another place");
        check(
                () -> DISK.makeDirectory(file),
                "make directory",
                file,
                "a file of that name is there already; choose another place");
        assertThat(DISK.exists(below)).isFalse();
        assertThat(DISK.size(below)).isEqualTo(-1);
    }

    @Test
    void shouldSayWhyAnyCallFailsWhenADirectoryIsInPlaceOfAFile() throws IOException {
        Path inside = Files.createDirectories(directory.resolve("a/b")).getParent();
        String reason = "it is a directory; name a file";
        check(() -> DISK.append(inside), "write", inside, reason);
        check(() -> DISK.open(inside), "read", inside, reason);
        check(() -> DISK.lock(inside), "lock", inside, reason);
        check(
                () -> DISK.delete(inside),
                "delete",
                inside,
                "the directory is not empty; see who else keeps files there");
        assertThat(DISK.size(inside)).isEqualTo(-1);
    }

    @Test
    void shouldSayWhyCallsToAnOpenFileFail() throws IOException {
        Path path = directory.resolve("file");
        DISK.create(path).close();
        Disk.File file = DISK.open(path);
        file.close();
        check(file::force, "force to disk", path, "it has been closed");
        check(file::size, "look at", path, "it has been closed");
        check(() -> file.read(0, ByteBuffer.allocate(1)), "read", path, "it has been closed");
        check(() -> file.append(ByteBuffer.allocate(1)), "write", path, "it has been closed");
    }

    @Test
    void shouldPutWhatSystemsSayIntoWordsThatSayWhatToDo() {
        Path path = Path.of("/data/snap/LOCK");
        String text = path.toString();
        assertReason(
                new AccessDeniedException(text),
                "permission denied; give the user that runs this program the right to, or choose another place");
        assertReason(
                new FileSystemException(text),
                "the system gives no reason (FileSystemException); see whether the disk is there and in order");
        assertReason(
                new FileSystemException(text, null, "Read-only file system"),
                "the file system is read-only; choose a place that can be written");
        assertReason(
                new FileSystemException(text, null, "Input/output error"),
                "Input/output error; see whether the disk is there and in order");
        assertReason(new IOException("No space left on device"), "no space left on device; make room on that disk");
        assertReason(
                new IOException(),
                "the system gives no reason (IOException); see whether the disk is there and in order");
        assertReason(new ClosedByInterruptException(), "interrupted");
        assertReason(new ClosedChannelException(), "it has been closed");
        assertReason(
                new DirectoryNotEmptyException(text), "the directory is not empty; see who else keeps files there");
        IOException explained = DiskException.of("write", path, new IOException("x"));
        assertThat(DiskException.of("lock", path, explained)).isSameAs(explained);
    }

    private static void assertReason(IOException cause, String reason) {
        assertThat(DiskException.of("lock", Path.of("/data/snap/LOCK"), cause))
                .hasMessage("cannot lock " + Path.of("/data/snap/LOCK") + ": " + reason)
                .hasCause(cause);
    }
}
