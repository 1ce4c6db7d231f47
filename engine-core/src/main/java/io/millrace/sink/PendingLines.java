package io.millrace.sink;

import io.millrace.state.store.Disk;
import io.millrace.state.store.DiskException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** One pending file while it is being written. Confined to one thread. */
final class PendingLines implements AutoCloseable {

    private final Path path;
    private final Disk disk;
    private final Disk.File file;
    private final long start;
    private final CRC32C checksum = new CRC32C();
    private final LineBuffer buffer = new LineBuffer();
    private long length;

    PendingLines(Disk disk, Path path, long start) throws IOException {
        this.disk = disk;
        this.path = path;
        this.start = start;
        this.file = create();
    }

    private Disk.File create() throws IOException {
        try {
            // No other attempt has this name: one that knows nothing of these snapshots must not be written over.
            if (!disk.exists(path)) {
                return disk.create(path);
            }
        } catch (IOException e) {
            throw DiskException.of("write", path, e);
        }
        throw new IOException("cannot write " + path + ": it is there already: another job is writing the same"
                + " output, or one has left it whose snapshots are gone; delete it when no job is running");
    }

    /** Adds a line, terminator excluded. */
    void append(byte[] text) throws IOException {
        if (buffer.isTooFullFor(text)) {
            flush();
        }
        buffer.add(text, start + length == 0 && buffer.used() == 0);
    }

    /** Ends the file; it survives a crash when this returns. */
    PreparedLines prepare(int attempt) throws IOException {
        flush();
        try {
            file.force();
            disk.forceDirectory(path.getParent());
        } catch (IOException e) {
            throw DiskException.of("write", path, e);
        }
        return new PreparedLines(start, start + length, (int) checksum.getValue(), attempt);
    }

    /** Gives up the file. */
    void abort() throws IOException {
        file.close();
        disk.delete(path);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private void flush() throws IOException {
        if (buffer.used() == 0) {
            return;
        }
        checksum.update(buffer.bytes(), 0, buffer.used());
        try {
            file.append(ByteBuffer.wrap(buffer.bytes(), 0, buffer.used()));
        } catch (IOException e) {
            throw DiskException.of("write", path, e);
        }
        length += buffer.used();
        buffer.clear();
    }
}
