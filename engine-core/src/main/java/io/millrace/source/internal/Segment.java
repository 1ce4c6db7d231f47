package io.millrace.source.internal;

import io.millrace.state.store.Disk;
import io.millrace.state.store.DiskException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * A file of a log: a header, then blocks. Its name is the number of its first event, and all of its events have numbers below
 * that of the next segment: what is behind that in it was never safe.
 *
 * <pre>
 * int magic, int crc32c of all that follows, int version, long identity of the log, long number of the first event,
 * int length, so many bytes of UTF-8: the form of the events
 * </pre>
 */
final class Segment {

    private static final int MAGIC = 0x4d524a53; // MRJS
    private static final int VERSION = 1;
    private static final int FIXED = 32;
    private static final int LONGEST_FORM = 1 << 24;
    private static final Pattern NAME = Pattern.compile("([0-9]{19})\\.events");

    final Path path;
    final long first;

    /** Where it begins among the bytes of all segments. */
    final long base;

    /** How many of its bytes are safe. */
    volatile long bytes;

    Segment(Path path, long first, long base, long bytes) {
        this.path = path;
        this.first = first;
        this.base = base;
        this.bytes = bytes;
    }

    static Path path(Path directory, long first) {
        return directory.resolve(String.format(Locale.ROOT, "%019d.events", first));
    }

    /** The number of the first event of a file, or -1 where it is no segment. */
    static long firstOf(Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        try {
            return name.matches() ? Long.parseLong(name.group(1)) : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /**
     * What the beginning of a segment says.
     *
     * @param form how its events are written
     * @param length of the header, bytes
     */
    record Header(long identity, long first, String form, int length) {}

    static ByteBuffer header(long identity, long first, String form) {
        byte[] text = form.getBytes(StandardCharsets.UTF_8);
        ByteBuffer header = ByteBuffer.allocate(FIXED + text.length);
        header.putInt(MAGIC).putInt(0).putInt(VERSION).putLong(identity).putLong(first);
        header.putInt(text.length).put(text);
        return header.putInt(4, checksum(header.array())).flip();
    }

    private static int checksum(byte[] header) {
        CRC32C crc = new CRC32C();
        crc.update(header, 8, header.length - 8);
        return (int) crc.getValue();
    }

    /** Reads the header; null when it is damaged, or was never finished. */
    static Header read(Disk.File file, Path path) throws IOException {
        ByteBuffer fixed = ByteBuffer.allocate(FIXED);
        if (file.read(0, fixed) < FIXED || fixed.getInt(0) != MAGIC) {
            return null;
        }
        int length = fixed.getInt(28);
        if (length < 0 || length > LONGEST_FORM || FIXED + length > file.size()) {
            return null;
        }
        ByteBuffer all = ByteBuffer.allocate(FIXED + length);
        if (file.read(0, all) < all.capacity() || all.getInt(4) != checksum(all.array())) {
            return null;
        }
        if (all.getInt(8) != VERSION) {
            throw DiskException.because(
                    "read",
                    path,
                    "it is of version " + all.getInt(8) + ", and this program knows " + VERSION
                            + " only; use the version of the engine that has written it, or a later one");
        }
        String form = new String(all.array(), FIXED, length, StandardCharsets.UTF_8);
        return new Header(all.getLong(12), all.getLong(20), form, all.capacity());
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
