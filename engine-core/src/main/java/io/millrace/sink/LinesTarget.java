package io.millrace.sink;

import io.millrace.state.store.Disk;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The file that readers look at: it only ever grows. Locked against other writers while it is open. */
final class LinesTarget implements Closeable {

    private final Disk disk;
    private final Path path;
    private final List<Closeable> locks = new ArrayList<>();
    // One for reading and writing: where closing any handle of a file gives up its lock, there must be no other.
    private Disk.File file;

    LinesTarget(Disk disk, Path path) {
        this.disk = disk;
        this.path = path;
    }

    Path path() {
        return path;
    }

    void open() throws IOException {
        try {
            lock();
            file = disk.append(path);
        } catch (IOException e) {
            throw WriteErrors.of(path, e);
        }
    }

    /** Begins anew. The old file stays locked, for programs that have opened it and are about to lock it. */
    void clear() throws IOException {
        try {
            if (file.size() > 0) {
                file.close();
                disk.delete(path);
                lock();
                file = disk.append(path);
            }
            disk.forceDirectory(path.getParent());
        } catch (IOException e) {
            throw WriteErrors.of(path, e);
        }
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
            throw WriteErrors.of(path, e);
        }
    }

    void force() throws IOException {
        try {
            file.force();
        } catch (IOException e) {
            throw WriteErrors.of(path, e);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }

    @Override
    public void close() throws IOException {
        List<Closeable> closing = new ArrayList<>(locks);
        locks.clear();
        if (file != null) {
            closing.add(0, file);
            file = null;
        }
        IOException failure = null;
        for (Closeable each : closing) {
            try {
                each.close();
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void lock() throws IOException {
        Closeable lock = disk.lock(path);
        if (lock == null) {
            throw new IOException("another sink or program is writing it; name a file for each");
        }
        locks.add(lock);
    }
}
