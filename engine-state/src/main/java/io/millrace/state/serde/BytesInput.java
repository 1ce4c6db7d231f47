package io.millrace.state.serde;

import java.io.DataInput;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;

/**
 * Bytes in memory to read values from: an input that knows how many are left, so that a count which is more than can be
 * there is refused before anything is made of it. What the engine gives to a {@link Serde}. Confined to one thread.
 */
public final class BytesInput implements DataInput {
    private byte[] bytes;
    private int position;
    private int end;

    /** All of an array. */
    public BytesInput(byte[] bytes) {
        reset(bytes, 0, bytes.length);
    }

    private BytesInput(byte[] bytes, int from, int to) {
        reset(bytes, from, to);
    }

    /** Begins with other bytes. */
    public void reset(byte[] newBytes, int from, int to) {
        bytes = newBytes;
        position = from;
        end = to;
    }

    /** How many bytes are left. */
    public int remaining() {
        return end - position;
    }

    /** How many bytes are left in an input; {@link Long#MAX_VALUE} when it does not know. */
    static long remaining(DataInput in) {
        return in instanceof BytesInput known ? known.remaining() : Long.MAX_VALUE;
    }

    /** The next bytes as an input of their own, which this one has then passed. */
    static BytesInput part(int length, DataInput in) throws IOException {
        if (in instanceof BytesInput whole) {
            int from = whole.take(length);
            return new BytesInput(whole.bytes, from, from + length);
        }
        return new BytesInput(Encoding.readBytes(length, in));
    }

    private int take(int count) throws EOFException {
        if (count > remaining()) {
            throw new EOFException("it ends within a value: of " + count + " bytes " + remaining() + " are there");
        }
        int at = position;
        position += count;
        return at;
    }

    @Override
    public void readFully(byte[] target) throws IOException {
        readFully(target, 0, target.length);
    }

    @Override
    public void readFully(byte[] target, int offset, int length) throws IOException {
        System.arraycopy(bytes, take(length), target, offset, length);
    }

    @Override
    public int skipBytes(int count) {
        int skipped = Math.max(0, Math.min(count, remaining()));
        position += skipped;
        return skipped;
    }

    @Override
    public boolean readBoolean() throws IOException {
        return readByte() != 0;
    }

    @Override
    public byte readByte() throws IOException {
        return bytes[take(1)];
    }

    @Override
    public int readUnsignedByte() throws IOException {
        return readByte() & 0xff;
    }

    @Override
    public short readShort() throws IOException {
        int at = take(2);
        return (short) ((bytes[at] << 8) | (bytes[at + 1] & 0xff));
    }

    @Override
    public int readUnsignedShort() throws IOException {
        return readShort() & 0xffff;
    }

    @Override
    public char readChar() throws IOException {
        return (char) readShort();
    }

    @Override
    public int readInt() throws IOException {
        int at = take(4);
        return (bytes[at] << 24)
                | ((bytes[at + 1] & 0xff) << 16)
                | ((bytes[at + 2] & 0xff) << 8)
                | (bytes[at + 3] & 0xff);
    }

    @Override
    public long readLong() throws IOException {
        return ((long) readInt() << 32) | (readInt() & 0xffffffffL);
    }

    @Override
    public float readFloat() throws IOException {
        return Float.intBitsToFloat(readInt());
    }

    @Override
    public double readDouble() throws IOException {
        return Double.longBitsToDouble(readLong());
    }

    /** Bytes as chars, up to a line end. */
    @Override
    public String readLine() {
        if (remaining() == 0) {
            return null;
        }
        StringBuilder line = new StringBuilder();
        while (remaining() > 0) {
            char c = (char) (bytes[position++] & 0xff);
            if (c == '\n' || c == '\r') {
                position += c == '\r' && remaining() > 0 && bytes[position] == '\n' ? 1 : 0;
                break;
            }
            line.append(c);
        }
        return line.toString();
    }

    @Override
    public String readUTF() throws IOException {
        return DataInputStream.readUTF(this);
    }
}
