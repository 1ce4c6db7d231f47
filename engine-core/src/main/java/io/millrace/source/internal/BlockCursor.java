package io.millrace.source.internal;

import io.millrace.state.store.Disk;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Goes through the blocks of a segment. A block is what was written and forced at a time:
 *
 * <pre>
 * int magic, int crc32c of all that follows, long identity of the log, long number of the first event,
 * int events, int flags, int length; then the events, each behind its length
 * </pre>
 */
final class BlockCursor implements Closeable {

    static final int HEADER = 36;

    /** In place of an identity: blocks of any log. */
    static final long ANY = Long.MIN_VALUE;

    /** The stream has ended with this block. */
    static final int END = 1;

    /** The log was closed behind this block: it is there to show that all before it was safe. */
    static final int CLOSED = 2;

    private static final int MAGIC = 0x4d524a42; // MRJB
    private static final int CHUNK = 1 << 18;

    /** What there is at a place. */
    enum Found {
        BLOCK,
        NOTHING,
        DAMAGE
    }

    private final Disk.File file;
    private final long identity;
    private final CRC32C crc = new CRC32C();
    private byte[] buffer = new byte[CHUNK];
    private int from;
    private int to;
    private long offset;

    long first;
    int count;
    int flags;
    private int length;

    BlockCursor(Disk.File file, long identity, long offset) {
        this.file = file;
        this.identity = identity;
        this.offset = offset;
    }

    /** Writes the header of a block whose events follow it in the array. */
    static void writeHeader(byte[] block, int length, long identity, long first, int count, int flags) {
        ByteBuffer header = ByteBuffer.wrap(block);
        header.putInt(0, MAGIC);
        header.putLong(8, identity);
        header.putLong(16, first);
        header.putInt(24, count);
        header.putInt(28, flags);
        header.putInt(32, length - HEADER);
        CRC32C crc = new CRC32C();
        crc.update(block, 8, length - 8);
        header.putInt(4, (int) crc.getValue());
    }

    /** Where it is, bytes from the beginning of the file. */
    long offset() {
        return offset;
    }

    byte[] buffer() {
        return buffer;
    }

    /** Where the events of the block begin that was found. */
    int begin() {
        return from + HEADER;
    }

    /** Where they end. */
    int end() {
        return from + HEADER + length;
    }

    /**
     * Looks at what is there, and stays.
     *
     * @param limit how much of the file counts
     */
    Found look(long limit) throws IOException {
        if (offset >= limit) {
            return Found.NOTHING;
        }
        if (!has(HEADER, limit)) {
            return Found.DAMAGE;
        }
        ByteBuffer header = ByteBuffer.wrap(buffer, from, HEADER).slice();
        length = header.getInt(32);
        if (header.getInt(0) != MAGIC
                || (identity != ANY && header.getLong(8) != identity)
                || length < 0
                || !has(HEADER + (long) length, limit)) {
            return Found.DAMAGE;
        }
        header = ByteBuffer.wrap(buffer, from, HEADER).slice();
        crc.reset();
        crc.update(buffer, from + 8, HEADER - 8 + length);
        if (header.getInt(4) != (int) crc.getValue()) {
            return Found.DAMAGE;
        }
        first = header.getLong(16);
        count = header.getInt(24);
        flags = header.getInt(28);
        return Found.BLOCK;
    }

    /** Goes behind the block that was found. */
    void pass() {
        offset += HEADER + length;
        from += HEADER + length;
    }

    /** Has what is there read from the file once more. */
    void forget() {
        from = 0;
        to = 0;
    }

    /**
     * Goes to the next whole block behind what is damaged.
     *
     * @param least the number of its first event, at least
     * @return whether there is one; else it stays
     */
    boolean seek(long limit, long least) throws IOException {
        long damaged = offset;
        while (offset + HEADER < limit) {
            offset++;
            from++;
            if (!has(Integer.BYTES, limit)) {
                break;
            }
            if (isMagic() && look(limit) == Found.BLOCK && first >= least) {
                return true;
            }
        }
        offset = damaged;
        forget();
        return false;
    }

    private boolean isMagic() {
        return buffer[from] == (byte) (MAGIC >> 24)
                && buffer[from + 1] == (byte) (MAGIC >> 16)
                && buffer[from + 2] == (byte) (MAGIC >> 8)
                && buffer[from + 3] == (byte) MAGIC;
    }

    private boolean has(long bytes, long limit) throws IOException {
        if (bytes > limit - offset) {
            return false;
        }
        while (to - from < bytes) {
            makeRoom((int) Math.min(bytes, Integer.MAX_VALUE - 16));
            long at = offset + to - from;
            int most = (int) Math.min(buffer.length - to, limit - at);
            int read = file.read(at, ByteBuffer.wrap(buffer, to, most));
            if (read <= 0) {
                return false;
            }
            to += read;
        }
        return true;
    }

    private void makeRoom(int bytes) {
        if (from > to) {
            forget();
        }
        if (buffer.length - from < bytes) {
            byte[] target = bytes > buffer.length ? new byte[bytes] : buffer;
            System.arraycopy(buffer, from, target, 0, to - from);
            buffer = target;
            to -= from;
            from = 0;
        } else if (from == to) {
            forget();
        }
    }

    /** Gives back what a large block took. */
    void shrink() {
        if (buffer.length > 4 * CHUNK && to - from <= CHUNK) {
            buffer = Arrays.copyOf(Arrays.copyOfRange(buffer, from, to), CHUNK);
            to -= from;
            from = 0;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
