package io.millrace.sink;

import io.millrace.state.store.Disk;
import io.millrace.state.store.DiskException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The file that readers look at: it only ever grows. Locked against other writers while it is open. */
final class LinesTarget implements Closeable {

    private final Disk disk;
    private final Path path;
    // One for reading and writing: where closing any handle of a file gives up its lock, there must be no other.
    private Disk.File file;
    private Closeable lock;

    /** Whether it is there for this job alone, which may yet be refused. */
    private boolean provisional;

    LinesTarget(Disk disk, Path path) {
        this.disk = disk;
        this.path = path;
    }

    Path path() {
        return path;
    }

    void open() throws IOException {
        try {
            lockAndOpen();
        } catch (IOException e) {
            throw DiskException.of("write", path, e);
        }
        if (lock == null) {
            throw DiskException.because("write", path, "another sink or program is writing it; name a file for each");
        }
    }

    /** Has the name of an empty file reach the disk. */
    void begin() throws IOException {
        try {
            disk.forceDirectory(path.getParent());
        } catch (IOException e) {
            throw DiskException.of("write", path, e);
        }
    }

    private void lockAndOpen() throws IOException {
        boolean missing = !disk.exists(path);
        if (missing) {
            // Locking would make it too, but as a file that only its owner may read.
            disk.append(path).close();
        }
        lock = disk.lock(path);
        provisional = missing && lock != null;
        file = lock == null ? null : disk.append(path);
    }

    /** Something is committed, if only that there is nothing yet: an empty file stays, too. */
    void keep() {
        provisional = false;
    }

    long size() throws IOException {
        return file.size();
    }

    int read(long position, ByteBuffer into) throws IOException {
        return file.read(position, into);
    }

    void append(ByteBuffer bytes) throws IOException {
        try {
            file.append(bytes);
        } catch (IOException e) {
            throw DiskException.of("write", path, e);
        }
    }

    void force() throws IOException {
        try {
            file.force();
        } catch (IOException e) {
            throw DiskException.of("write", path, e);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }

    @Override
    public void close() throws IOException {
        Disk.File closing = file;
        Closeable unlocking = lock;
        file = null;
        lock = null;
        try (unlocking) {
            if (closing != null) {
                closing.close();
            }
            if (provisional && disk.size(path) == 0) {
                // Under the lock: what another job makes of the name is its own.
                disk.delete(path);
            }
        }
    }
}
