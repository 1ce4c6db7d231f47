package io.millrace.state.store;

import io.millrace.state.serde.Utf8Text;
import java.io.DataOutput;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.util.Arrays;

/** Bytes that grow as they are written, up to a limit. Big-endian as every DataOutput. Confined to one thread at a time. */
public final class RecordBuffer implements DataOutput {
    private static final int LONGEST_UTF = 65_535;

    private final int firstCapacity;
    private final long limit;
    private byte[] bytes = new byte[0];
    private int length;

    /**
     * An empty one, which takes memory when something is written.
     *
     * @param firstCapacity how many bytes it takes first
     * @param limit how many bytes it takes at most; what needs more fails with an IOException
     */
    public RecordBuffer(int firstCapacity, long limit) {
        this.firstCapacity = firstCapacity;
        this.limit = Math.min(limit, Integer.MAX_VALUE - 16);
    }

    /** How many bytes have been written. */
    public int length() {
        return length;
    }

    /** The array that has the bytes, from its beginning on: until more are written. */
    public byte[] bytes() {
        return bytes;
    }

    /** Forgets what was written from there on. */
    public void truncate(int newLength) {
        length = newLength;
    }

    /** Gives the array away: the next write takes a new one. */
    public void release() {
        bytes = new byte[0];
        length = 0;
    }

    /**
     * Begins a field: its length goes in front of it when it is known.
     *
     * @return where it begins, for {@link #endField}
     * @throws IOException when that is more than fits
     */
    public int beginField() throws IOException {
        reserve(1);
        return ++length;
    }

    /**
     * Ends the field that began there. Few fields need more than the one byte that is left for the length.
     *
     * @throws IOException when that is more than fits
     */
    public void endField(int start) throws IOException {
        int size = length - start;
        int more = varintSize(size) - 1;
        if (more > 0) {
            reserve(more);
            System.arraycopy(bytes, start, bytes, start + more, size);
        }
        length = start - 1;
        writeVarint(size);
        length += size;
    }

    /**
     * Writes a number without its sign in 1 to 10 bytes, seven bits each, low ones first.
     *
     * @throws IOException when that is more than fits
     */
    public void writeVarint(long value) throws IOException {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            writeByte((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        writeByte((int) rest);
    }

    private static int varintSize(int value) {
        int size = 1;
        for (int rest = value >>> 7; rest != 0; rest >>>= 7) {
            size++;
        }
        return size;
    }

    private void reserve(int more) throws IOException {
        if (more > bytes.length - length) {
            grow(more);
        }
    }

    private void grow(int more) throws IOException {
        long needed = (long) length + more;
        if (needed > limit) {
            throw new IOException("a record of more than " + limit + " bytes, which is as much as may wait to be"
                    + " written: divide it, or allow more");
        }
        long doubled = Math.max(firstCapacity, bytes.length * 2L);
        bytes = Arrays.copyOf(bytes, (int) Math.min(limit, Math.max(needed, doubled)));
    }

    @Override
    public void write(int b) throws IOException {
        reserve(1);
        bytes[length++] = (byte) b;
    }

    @Override
    public void write(byte[] source) throws IOException {
        write(source, 0, source.length);
    }

    @Override
    public void write(byte[] source, int offset, int count) throws IOException {
        reserve(count);
        System.arraycopy(source, offset, bytes, length, count);
        length += count;
    }

    @Override
    public void writeBoolean(boolean value) throws IOException {
        write(value ? 1 : 0);
    }

    @Override
    public void writeByte(int value) throws IOException {
        write(value);
    }

    @Override
    public void writeShort(int value) throws IOException {
        reserve(2);
        bytes[length++] = (byte) (value >>> 8);
        bytes[length++] = (byte) value;
    }

    @Override
    public void writeChar(int value) throws IOException {
        writeShort(value);
    }

    @Override
    public void writeInt(int value) throws IOException {
        writeShort(value >>> 16);
        writeShort(value);
    }

    @Override
    public void writeLong(long value) throws IOException {
        writeInt((int) (value >>> 32));
        writeInt((int) value);
    }

    @Override
    public void writeFloat(float value) throws IOException {
        writeInt(Float.floatToIntBits(value));
    }

    @Override
    public void writeDouble(double value) throws IOException {
        writeLong(Double.doubleToLongBits(value));
    }

    @Override
    public void writeBytes(String value) throws IOException {
        for (int i = 0; i < value.length(); i++) {
            write(value.charAt(i));
        }
    }

    @Override
    public void writeChars(String value) throws IOException {
        for (int i = 0; i < value.length(); i++) {
            writeChar(value.charAt(i));
        }
    }

    @Override
    public void writeUTF(String value) throws IOException {
        int start = length;
        writeShort(0);
        for (int i = 0; i < value.length(); i++) {
            writeModifiedUtf8(value.charAt(i));
        }
        int size = length - start - 2;
        if (size > LONGEST_UTF) {
            throw new UTFDataFormatException("a string of " + size + " bytes is too long for writeUTF");
        }
        bytes[start] = (byte) (size >>> 8);
        bytes[start + 1] = (byte) size;
    }

    private void writeModifiedUtf8(char c) throws IOException {
        if (c != 0 && c < 0x80) {
            write(c);
        } else if (c < 0x800) {
            write(0xc0 | (c >> 6));
            write(0x80 | (c & 0x3f));
        } else {
            write(0xe0 | (c >> 12));
            write(0x80 | ((c >> 6) & 0x3f));
            write(0x80 | (c & 0x3f));
        }
    }

    void writeField(String text) throws IOException {
        int start = beginField();
        write(Utf8Text.encode(text));
        endField(start);
    }
}
