package io.millrace.files;

import io.millrace.state.store.Disk;
import io.millrace.state.store.DiskException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A new file of a disk as a stream that counts. Not buffered. */
final class FileOutput extends OutputStream {

    private final Path path;
    private final Compression compression;
    private final Disk.File file;
    private long length;

    /** Where nothing is, so far; with the rights that the system gives, since others are to read it. */
    FileOutput(Path path, Disk disk, Compression compression) throws IOException {
        this.path = path;
        this.compression = compression;
        this.file = disk.append(path);
    }

    Path path() {
        return path;
    }

    Compression compression() {
        return compression;
    }

    /** The bytes so far. */
    long length() {
        return length;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        try {
            file.append(ByteBuffer.wrap(bytes, offset, count));
        } catch (IOException e) {
            throw DiskException.of("write", path, e);
        }
        length += count;
    }

    void force() throws IOException {
        try {
            file.force();
        } catch (IOException e) {
            throw DiskException.of("write", path, e);
        }
    }

    /** No effect: what compresses closes what it writes to, and another one may follow. */
    @Override
    public void close() {}

    void end() throws IOException {
        file.close();
    }
}
