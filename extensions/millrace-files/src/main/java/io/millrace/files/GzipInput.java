package io.millrace.files;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Decompresses members of gzip (RFC 1952), one behind the other. Unlike the JDK's, which takes a damaged header of a later member for the end, it fails at whatever is none; zeros at the end are
 * padding, as other tools have it.
 */
final class GzipInput extends InputStream {

    private static final int MAGIC = 0x8b1f;
    private static final int DEFLATED = 8;
    private static final int HAS_CHECKSUM = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;
    private static final int RESERVED = 0xe0;

    private final InputStream raw;
    private final byte[] buffer;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 header = new CRC32();
    private final CRC32 content = new CRC32();
    private int at;
    private int end;
    private boolean inMember;
    private boolean ended;

    /** Begins with the first header. */
    GzipInput(InputStream raw, int bufferSize) throws IOException {
        this.raw = raw;
        this.buffer = new byte[bufferSize];
        try {
            nextMember();
        } catch (Throwable e) {
            inflater.end();
            throw e;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int count = 0;
        while (count == 0 && !ended) {
            count = inflate(bytes, offset, length);
        }
        return count == 0 ? -1 : count;
    }

    private int inflate(byte[] bytes, int offset, int length) throws IOException {
        int count;
        try {
            count = inflater.inflate(bytes, offset, length);
        } catch (DataFormatException e) {
            throw new ZipException(String.valueOf(e.getMessage()));
        }
        content.update(bytes, offset, count);
        at = end - inflater.getRemaining();
        if (inflater.finished()) {
            endMember();
        } else if (inflater.needsDictionary()) {
            throw new ZipException("it needs a dictionary");
        } else if (count == 0) {
            fill();
            inflater.setInput(buffer, at, end - at);
        }
        return count;
    }

    private void endMember() throws IOException {
        if (four() != content.getValue() || four() != (inflater.getBytesWritten() & 0xffffffffL)) {
            throw new ZipException("what is compressed has another checksum or length");
        }
        nextMember();
    }

    /** To what is compressed of the next one; or to the end. */
    private void nextMember() throws IOException {
        if (inMember && isPadding()) {
            ended = true;
            return;
        }
        header.reset();
        if (two() != MAGIC || one() != DEFLATED) {
            throw new ZipException(
                    inMember ? "what follows a member of gzip is none" : "it does not begin as a member of gzip");
        }
        int flags = one();
        if ((flags & RESERVED) != 0) {
            throw new ZipException("the header of a member of gzip has unknown flags");
        }
        skip(6);
        if ((flags & HAS_EXTRA) != 0) {
            skip(two());
        }
        skipText((flags & HAS_NAME) != 0);
        skipText((flags & HAS_COMMENT) != 0);
        if ((flags & HAS_CHECKSUM) != 0) {
            int expected = (int) header.getValue() & 0xffff;
            if (two() != expected) {
                throw new ZipException("the header of a member of gzip is damaged");
            }
        }
        inMember = true;
        content.reset();
        inflater.reset();
        inflater.setInput(buffer, at, end - at);
    }

    /** Whether nothing but zeros is left; nothing is taken where there is something else. */
    private boolean isPadding() throws IOException {
        while (at < end || more()) {
            if (buffer[at] != 0) {
                return false;
            }
            at++;
        }
        return true;
    }

    private boolean more() throws IOException {
        at = 0;
        end = Math.max(0, raw.read(buffer, 0, buffer.length));
        return end > 0;
    }

    private void fill() throws IOException {
        if (!more()) {
            throw new EOFException("a member of gzip ends before its end");
        }
    }

    private int one() throws IOException {
        if (at == end) {
            fill();
        }
        header.update(buffer[at]);
        return buffer[at++] & 0xff;
    }

    private int two() throws IOException {
        return one() | one() << 8;
    }

    private long four() throws IOException {
        return two() | (long) two() << 16;
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            int unused = one();
        }
    }

    private void skipText(boolean isThere) throws IOException {
        while (isThere && one() != 0) {
            // up to the zero
        }
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        raw.close();
    }
}
