package io.millrace.files;

import io.millrace.state.store.Disk;
import io.millrace.state.store.DiskException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A file of a disk as a stream. */
final class DiskInput extends InputStream {

    private final Path path;
    private final Disk.File file;
    private final long size;
    private long position;

    DiskInput(Path path, Disk disk) throws IOException {
        this.path = path;
        this.file = disk.open(path);
        this.size = file.size();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int count;
        try {
            count = file.read(position, ByteBuffer.wrap(bytes, offset, length));
        } catch (IOException e) {
            throw DiskException.of("read", path, e);
        }
        if (count <= 0 && position < size) {
            throw DiskException.because(
                    "read",
                    path,
                    "it ends at byte " + position + " and had " + size
                            + "; it was cut while it was being read. Have files written under another name, and renamed when"
                            + " they are complete");
        }
        position += Math.max(0, count);
        return count <= 0 ? -1 : count;
    }

    @Override
    public long skip(long count) {
        position += count;
        return count;
    }

    /** What the reader of several compressed streams in one file goes by. */
    @Override
    public int available() throws IOException {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(0, file.size() - position));
    }

    long position() {
        return position;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
