package io.millrace.state.store;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Bytes that are written, and then taken part by part: however many there are, nobody needs one array that they all fit in. */
final class Chunks extends OutputStream {

    private static final int FIRST = 512;
    private static final int LARGE = 64 << 10;

    private final List<ByteBuffer> full = new ArrayList<>();
    private byte[] chunk = new byte[FIRST];
    private int length;
    private long size;

    long size() {
        return size;
    }

    @Override
    public void write(int b) {
        makeRoom();
        chunk[length++] = (byte) b;
        size++;
    }

    @Override
    public void write(byte[] bytes, int offset, int count) {
        Objects.checkFromIndexSize(offset, count, bytes.length);
        for (int at = offset, end = offset + count; at < end; ) {
            makeRoom();
            int some = Math.min(end - at, chunk.length - length);
            System.arraycopy(bytes, at, chunk, length, some);
            length += some;
            at += some;
        }
        size += count;
    }

    /** Writes bytes that nobody changes from now on. */
    void writeShared(byte[] bytes) {
        if (bytes.length < LARGE) {
            write(bytes, 0, bytes.length);
        } else {
            cut();
            full.add(ByteBuffer.wrap(bytes));
            size += bytes.length;
        }
    }

    private void makeRoom() {
        if (length == chunk.length) {
            if (chunk.length < LARGE) {
                chunk = Arrays.copyOf(chunk, 2 * chunk.length);
            } else {
                cut();
            }
        }
    }

    private void cut() {
        if (length > 0) {
            full.add(ByteBuffer.wrap(chunk, 0, length));
            chunk = new byte[LARGE];
            length = 0;
        }
    }

    /** All that was written so far. */
    List<ByteBuffer> parts() {
        List<ByteBuffer> parts = new ArrayList<>(full);
        parts.add(ByteBuffer.wrap(chunk, 0, length));
        return parts;
    }

    /** The same in one array. */
    byte[] toByteArray() {
        ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(size));
        parts().forEach(part -> all.put(part.duplicate()));
        return all.array();
    }
}
