package io.millrace.state.store;

import io.millrace.state.serde.Serde;
import io.millrace.state.serde.Utf8Text;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes the positions of sources into snapshots: a {@link Long}, a {@link String}, a {@code byte[]}, or a {@link List}
 * of these or of such lists, at most 8 deep. The first byte tells which. For the engine.
 */
public enum PositionSerde implements Serde<Object> {
    /** The one. */
    INSTANCE;

    private static final int LONG = 1;
    private static final int STRING = 2;
    private static final int BYTES = 3;
    private static final int LIST = 4;

    private static final int DEEPEST = 8;
    private static final int CHUNK = 8 << 10;

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException when it is of another type, or nested too deeply
     */
    @Override
    public void write(Object position, DataOutput out) throws IOException {
        write(position, out, 0);
    }

    @Override
    public Object read(DataInput in) throws IOException {
        return read(in, 0);
    }

    /** Of no use: positions are no keys. */
    @Override
    public int hash(Object position) {
        return position instanceof byte[] bytes ? Arrays.hashCode(bytes) : position.hashCode();
    }

    /** Not so for bytes. */
    @Override
    public boolean immutable() {
        return false;
    }

    @Override
    public String form() {
        return "position";
    }

    private static void write(Object position, DataOutput out, int depth) throws IOException {
        if (position instanceof Long number) {
            out.writeByte(LONG);
            out.writeLong(number);
        } else if (position instanceof String text) {
            out.writeByte(STRING);
            writeBytes(encoded(text), out);
        } else if (position instanceof byte[] bytes) {
            out.writeByte(BYTES);
            writeBytes(bytes, out);
        } else if (position instanceof List<?> list) {
            checkDepth(position, depth);
            out.writeByte(LIST);
            out.writeInt(list.size());
            for (Object element : list) {
                write(element, out, depth + 1);
            }
        } else {
            throw new IllegalArgumentException("a position of "
                    + (position == null
                            ? "null"
                            : position + ", which is a " + position.getClass().getName() + ",")
                    + " cannot be written into a snapshot: return a Long, a String, a byte[] or a List of these from"
                    + " SourceReader.position()");
        }
    }

    private static void checkDepth(Object position, int depth) {
        if (depth == DEEPEST) {
            throw new IllegalArgumentException("a position nests lists more than " + DEEPEST
                    + " deep, which cannot be written into a snapshot: flatten it; the innermost is " + position);
        }
    }

    private static byte[] encoded(String text) throws IOException {
        if (Utf8Text.unpairedAt(text) >= 0) {
            throw new IllegalArgumentException("the position '" + text + "' has half of a surrogate pair at index "
                    + Utf8Text.unpairedAt(text) + ", which cannot be written into a snapshot: return it as a byte[]");
        }
        return Utf8Text.encode(text);
    }

    private static void writeBytes(byte[] bytes, DataOutput out) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static Object read(DataInput in, int depth) throws IOException {
        int type = in.readUnsignedByte();
        return switch (type) {
            case LONG -> in.readLong();
            case STRING -> readText(in);
            case BYTES -> readBytes(in);
            case LIST -> readList(in, depth);
            default -> throw new InvalidObjectException("no position begins with the byte " + type);
        };
    }

    private static String readText(DataInput in) throws IOException {
        byte[] bytes = readBytes(in);
        return Utf8Text.decode(bytes, 0, bytes.length);
    }

    /** Allocates no more than has arrived. */
    private static byte[] readBytes(DataInput in) throws IOException {
        int length = readLength(in);
        byte[] bytes = new byte[Math.min(length, CHUNK)];
        in.readFully(bytes);
        while (bytes.length < length) {
            int have = bytes.length;
            bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * have));
            in.readFully(bytes, have, bytes.length - have);
        }
        return bytes;
    }

    private static List<Object> readList(DataInput in, int depth) throws IOException {
        if (depth == DEEPEST) {
            throw new InvalidObjectException("a position nests lists more than " + DEEPEST + " deep");
        }
        int size = readLength(in);
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            list.add(read(in, depth + 1));
        }
        return List.copyOf(list);
    }

    private static int readLength(DataInput in) throws IOException {
        int length = in.readInt();
        if (length < 0) {
            throw new InvalidObjectException("a position has the length " + length);
        }
        return length;
    }
}
