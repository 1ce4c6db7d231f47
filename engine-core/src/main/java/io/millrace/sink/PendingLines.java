package io.millrace.sink;

import io.millrace.state.store.Disk;
import io.millrace.state.store.DiskException;
import io.millrace.state.store.UnfitStateException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
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

    /**
     * How far a file of lines is prepared, all snapshots before included.
     *
     * @param start where in the target the last pending bytes belong
     * @param end where they end: the length of the target when all is committed
     * @param checksum the CRC-32C of the bytes from start to end
     * @param attempt whose pending files have them
     */
    record PreparedLines(long start, long end, int checksum, int attempt) {

        /** Nothing was ever written. */
        static final PreparedLines NONE = new PreparedLines(0, 0, 0, 0);

        /**
         * The furthest: what is prepared later includes what was prepared before.
         *
         * @throws IOException when one cannot be
         */
        static PreparedLines last(List<PreparedLines> prepared) throws IOException {
            PreparedLines last = NONE;
            for (PreparedLines each : prepared) {
                if (each.start < 0 || each.end < each.start) {
                    throw new UnfitStateException(
                            "a snapshot says that bytes " + each.start + " to " + each.end
                                    + " of the file are prepared, which cannot be: restore a backup of its MANIFEST, or start from"
                                    + " an older snapshot",
                            null);
                }
                last = each.end() >= last.end() ? each : last;
            }
            return last;
        }
    }
}
