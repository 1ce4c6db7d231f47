package io.millrace.window.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/** Changes of bytes whose form is not looked at. */
final class Bytes {

    private static final long[] NUMBERS = {
        0,
        1,
        -1,
        2,
        127,
        128,
        -128,
        255,
        256,
        65_535,
        65_536,
        1_000_000,
        Integer.MAX_VALUE,
        Integer.MAX_VALUE - 1,
        Integer.MIN_VALUE,
        1L << 32,
        Long.MAX_VALUE,
        Long.MAX_VALUE - 1,
        Long.MIN_VALUE,
        Long.MIN_VALUE + 1
    };

    private Bytes() {}

    /** Changes a thing or a few. */
    static byte[] changed(byte[] bytes, SplittableRandom random) {
        byte[] changed = bytes;
        for (int changes = random.nextInt(4) == 0 ? 3 : 1; changes > 0; changes--) {
            changed = changedOnce(changed, random);
        }
        return changed;
    }

    private static byte[] changedOnce(byte[] bytes, SplittableRandom random) {
        int at = random.nextInt(bytes.length + 1);
        int length = Math.min(bytes.length - at, 1 + random.nextInt(random.nextInt(8) == 0 ? 64 : 8));
        return switch (random.nextInt(8)) {
            case 0 -> flipped(bytes, random);
            case 1 ->
                over(bytes, at, ByteBuffer.allocate(8).putLong(number(random)).array());
            case 2 ->
                over(
                        bytes,
                        at,
                        ByteBuffer.allocate(4).putInt((int) number(random)).array());
            case 3 -> over(bytes, at, new byte[] {(byte) number(random)});
            case 4 -> replaced(bytes, at, Math.min(length, 1), varint(number(random)));
            case 5 -> replaced(bytes, at, length, new byte[0]);
            case 6 -> replaced(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + length));
            default -> replaced(bytes, at, 0, new byte[random.nextInt(16)]);
        };
    }

    private static byte[] flipped(byte[] bytes, SplittableRandom random) {
        byte[] flipped = bytes.clone();
        if (flipped.length > 0) {
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return flipped;
    }

    private static byte[] over(byte[] bytes, int at, byte[] other) {
        return replaced(bytes, at, Math.min(other.length, bytes.length - at), other);
    }

    static byte[] replaced(byte[] bytes, int at, int length, byte[] other) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, at);
        out.writeBytes(other);
        out.write(bytes, at + length, bytes.length - at - length);
        return out.toByteArray();
    }

    /** A number that is often not thought of, or any. */
    static long number(SplittableRandom random) {
        return random.nextInt(3) == 0
                ? random.nextLong() >>> random.nextInt(64)
                : NUMBERS[random.nextInt(NUMBERS.length)];
    }

    static byte[] varint(long number) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long rest = number;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
        return out.toByteArray();
    }

    static int checksum(byte[] bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, to - from);
        return (int) crc.getValue();
    }
}
