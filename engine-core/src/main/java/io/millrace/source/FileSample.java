package io.millrace.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.zip.CRC32C;

/**
 * The first bytes of a file and the last ones before a place in it: enough to notice, when reading goes on there, that
 * it is not the same file any more. Confined to one thread.
 */
final class FileSample {

    /** How many bytes at either end. */
    static final int SIZE = 1_024;

    private final CRC32C crc = new CRC32C();
    private final byte[] first = new byte[SIZE];
    private final byte[] last = new byte[SIZE];
    private int firstCount;
    private int lastCount;

    /** What is before an offset, which the file has. */
    static FileSample before(long offset, SeekableByteChannel file) throws IOException {
        FileSample sample = new FileSample();
        int count = (int) Math.min(SIZE, offset);
        sample.firstCount = read(file, 0, sample.first, count);
        sample.lastCount = read(file, offset - count, sample.last, count);
        return sample;
    }

    /** Why a file is not the one that was read up to a place, where that can be seen; or null. */
    static String changeBefore(LinePosition place, SeekableByteChannel file) throws IOException {
        long offset = place.offset();
        long size = file.size();
        if (offset > size) {
            return "it has only " + size + " bytes";
        }
        return before(offset, file).checksum(offset) == place.sample()
                ? null
                : "what is before that is not what was read";
    }

    private static int read(SeekableByteChannel file, long from, byte[] into, int count) throws IOException {
        if (count == 0) {
            return 0; // a pipe has no other place
        }
        ByteBuffer buffer = ByteBuffer.wrap(into, 0, count);
        file.position(from);
        while (buffer.hasRemaining() && file.read(buffer) >= 0) {}
        return buffer.position();
    }

    /** The next bytes of the file have been read. */
    void read(byte[] bytes, int from, int to) {
        int more = Math.min(SIZE - firstCount, to - from);
        if (more > 0) {
            System.arraycopy(bytes, from, first, firstCount, more);
            firstCount += more;
        }
    }

    /** The place has gone on over the bytes of an array up to an index, which are about to be forgotten. */
    void passed(byte[] bytes, int end) {
        int taken = Math.min(SIZE, end);
        int kept = Math.min(lastCount, SIZE - taken);
        System.arraycopy(last, lastCount - kept, last, 0, kept);
        System.arraycopy(bytes, end - taken, last, kept, taken);
        lastCount = kept + taken;
    }

    /**
     * A checksum of both.
     *
     * @param offset the place
     * @param bytes has passed up to {@code end}
     */
    long checksum(long offset, byte[] bytes, int end) {
        crc.reset();
        crc.update(first, 0, (int) Math.min(firstCount, offset));
        long head = crc.getValue();
        int taken = Math.min(SIZE, end);
        int kept = Math.min(lastCount, SIZE - taken);
        crc.reset();
        crc.update(last, lastCount - kept, kept);
        crc.update(bytes, end - taken, taken);
        return (head << Integer.SIZE) | crc.getValue();
    }

    /** A checksum of both, where nothing has passed. */
    long checksum(long offset) {
        return checksum(offset, last, 0);
    }
}
