package io.millrace.state.serde;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;

/** Lengths, and bytes of a given length: what all variable-length forms are made of. */
final class Encoding {
    /** What is allocated for a length before any of its bytes has arrived. */
    private static final int FIRST_ALLOCATION = 4_096;

    private Encoding() {}

    /** Writes a length in 1 to 5 bytes, seven bits each, low ones first; the high bit says that another follows. */
    static void writeLength(int length, DataOutput out) throws IOException {
        int rest = length;
        while (rest > 0x7f) {
            out.writeByte((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.writeByte(rest);
    }

    static int readLength(String what, DataInput in) throws IOException {
        long length = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int next = in.readByte();
            length |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return checkLength(what, length);
            }
        }
        throw new IOException("Damaged " + what + ": its length has more than five bytes");
    }

    /**
     * Reads a count of elements, or of bytes, of which each takes some bytes at least.
     *
     * @throws IOException also when fewer bytes are left, as far as the input knows
     */
    static int readCount(String what, int leastBytes, DataInput in) throws IOException {
        int count = readLength(what, in);
        long left = BytesInput.remaining(in);
        if ((long) count * leastBytes > left) {
            throw new IOException("Damaged " + what + ": it would have " + count + " elements in the " + left
                    + " bytes that are left");
        }
        return count;
    }

    private static int checkLength(String what, long length) throws IOException {
        if (length > Integer.MAX_VALUE) {
            throw new IOException("Damaged " + what + ": length " + length + " exceeds " + Integer.MAX_VALUE);
        }
        return (int) length;
    }

    /** Reads bytes into an array that grows as they arrive; at once where they have been counted. */
    static byte[] readBytes(int length, DataInput in) throws IOException {
        if (length > BytesInput.remaining(in)) {
            throw new EOFException(length + " bytes, of which " + BytesInput.remaining(in) + " are left");
        }
        byte[] bytes = new byte[in instanceof BytesInput ? length : Math.min(length, FIRST_ALLOCATION)];
        int filled = 0;
        while (true) {
            in.readFully(bytes, filled, bytes.length - filled);
            filled = bytes.length;
            if (filled == length) {
                return bytes;
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(length, filled * 2L));
        }
    }

    /** Reads bytes that nobody wants. */
    static void skip(int length, DataInput in) throws IOException {
        byte[] chunk = new byte[Math.min(length, FIRST_ALLOCATION)];
        for (int rest = length; rest > 0; rest -= chunk.length) {
            in.readFully(chunk, 0, Math.min(rest, chunk.length));
        }
    }
}
