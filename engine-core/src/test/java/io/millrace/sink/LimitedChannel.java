package io.millrace.sink;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A file on a disk that has room for a number of bytes. Writes at most two at once, as a channel may. */
final class LimitedChannel extends FileChannel {

    private static final int MOST_AT_ONCE = 2;

    private final FileChannel target;
    private final Failure failure;
    private int room;

    LimitedChannel(FileChannel target, int room, Failure failure) {
        this.target = target;
        this.room = room;
        this.failure = failure;
    }

    /** What happens when the disk is full. */
    interface Failure {
        IOException raise() throws IOException;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int count = Math.min(Math.min(room, MOST_AT_ONCE), source.remaining());
        if (count == 0) {
            throw failure.raise();
        }
        target.write(source.slice(source.position(), count));
        source.position(source.position() + count);
        room -= count;
        return count;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        target.force(metaData);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        target.close();
    }

    @Override
    public int read(ByteBuffer buffer) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long read(ByteBuffer[] buffers, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int read(ByteBuffer buffer, long position) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] buffers, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int write(ByteBuffer buffer, long position) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long position() {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileChannel position(long position) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long size() {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileChannel truncate(long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel channel) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel channel, long position, long count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
        throw new UnsupportedOperationException();
    }
}
