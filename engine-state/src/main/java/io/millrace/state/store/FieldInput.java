package io.millrace.state.store;

import java.io.InputStream;

/** A part of a block as a stream that ends where the part ends. */
final class FieldInput extends InputStream {
    private byte[] bytes = new byte[0];
    private int position;
    private int end;

    void reset(byte[] block, int from, int to) {
        bytes = block;
        position = from;
        end = to;
    }

    @Override
    public int available() {
        return end - position;
    }

    @Override
    public int read() {
        return position < end ? bytes[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int count) {
        if (count == 0) {
            return 0;
        }
        int read = Math.min(count, available());
        if (read == 0) {
            return -1;
        }
        System.arraycopy(bytes, position, target, offset, read);
        position += read;
        return read;
    }

    @Override
    public long skip(long count) {
        int skipped = (int) Math.max(0, Math.min(count, available()));
        position += skipped;
        return skipped;
    }
}
