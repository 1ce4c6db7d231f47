package io.millrace.source;

import io.millrace.state.store.DiskException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** Cuts a stream of bytes into lines of UTF-8 text. Does not wait for bytes except in {@link #fill}. */
final class LineScanner {

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOW_BITS = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long LINE_FEEDS = '\n' * LOW_BITS;
    private static final int TERMINATOR = 2;

    /** The bytes that are told of a line that is too long. */
    private static final int BEGINNING = 1_000;

    private final Path file;
    private final ReadableByteChannel channel;
    private final int longest;
    private final FileSample sample;
    private byte[] bytes;
    private int start;
    private int scanned;
    private int end;
    private boolean ended;
    private String problem;

    /** The beginning of the line that is being skipped; null when none is. */
    private String beginning;

    private long skipped;
    private long offset;
    private long number;

    /**
     * A scanner of what comes next from the channel.
     *
     * @param file what is read, for errors
     * @param sample of the place where it begins; kept up to date from there on
     * @param bufferSize the bytes to begin with; grows for longer lines
     * @param longest the bytes of the longest line; of longer ones there is the beginning, and a problem
     */
    LineScanner(
            Path file, ReadableByteChannel channel, LinePosition from, FileSample sample, int bufferSize, int longest) {
        this.file = file;
        this.sample = sample;
        this.channel = channel;
        this.longest = longest;
        this.bytes = new byte[bufferSize];
        this.offset = from.offset();
        this.number = from.lines();
    }

    /** Where the line that was polled last ends, terminator included. */
    LinePosition position() {
        return new LinePosition(offset, number, sample.checksum(offset, bytes, start));
    }

    /** The number of the line that was polled last, from 1. */
    long number() {
        return number;
    }

    /** Why the text of the line that was polled last is not what the file holds, or null. */
    String problem() {
        return problem;
    }

    /** The next line if all of it is there, else null. */
    String poll() throws IOException {
        int feed = lineFeed(scanned, end);
        if (feed < 0) {
            scanned = end;
            return ended ? pollLast() : null;
        }
        int from = contentStart();
        int to = feed > from && bytes[feed - 1] == '\r' ? feed - 1 : feed;
        return take(from, to, feed + 1);
    }

    /** Reads more bytes; false when there are none and no line is left. */
    boolean fill() throws IOException {
        if (!ended) {
            makeRoom();
            int count = read(ByteBuffer.wrap(bytes, end, bytes.length - end));
            if (count < 0) {
                ended = true;
            } else {
                sample.read(bytes, end, end + count);
                end += count;
            }
        }
        return start < end || !ended || beginning != null;
    }

    private int read(ByteBuffer into) throws IOException {
        try {
            return channel.read(into);
        } catch (IOException e) {
            throw DiskException.of("read", file, e);
        }
    }

    private String pollLast() throws IOException {
        int from = contentStart();
        if (from < end || beginning != null) {
            return take(from, end, end);
        }
        start = end;
        return null;
    }

    private String take(int from, int to, int next) throws IOException {
        String text = to - from > longest || beginning != null ? takeLong(from) : takeWhole(from, to);
        offset += skipped + next - start;
        skipped = 0;
        number++;
        start = next;
        scanned = next;
        return text;
    }

    private String takeWhole(int from, int to) {
        String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        problem = text.indexOf(Utf8.REPLACEMENT) >= 0 ? malformation(from, to) : null;
        return text;
    }

    private String takeLong(int from) throws IOException {
        String text = beginning == null ? beginningFrom(from) : beginning;
        beginning = null;
        problem = tooLong();
        return text;
    }

    private String beginningFrom(int from) throws IOException {
        int to = Math.min(from + Math.min(BEGINNING, longest), end);
        while (to > from && to < end && Utf8.isContinuation(bytes[to])) {
            to--;
        }
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    private int contentStart() {
        return offset == 0 && skipped == 0 && Utf8.startsWithByteOrderMark(bytes, start, end)
                ? start + Utf8.BYTE_ORDER_MARK
                : start;
    }

    private void makeRoom() throws IOException {
        if (start == end) {
            sample.passed(bytes, start);
            start = 0;
            end = 0;
        } else if (end == bytes.length && start > 0) {
            sample.passed(bytes, start);
            System.arraycopy(bytes, start, bytes, 0, end - start);
            end -= start;
            start = 0;
        } else if (end == bytes.length) {
            grow();
        }
        scanned = end;
    }

    private void grow() throws IOException {
        int most = longest + Utf8.BYTE_ORDER_MARK + TERMINATOR;
        if (bytes.length < most) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(2L * bytes.length, most));
            return;
        }
        if (beginning == null) {
            beginning = beginningFrom(contentStart());
        }
        sample.passed(bytes, end);
        skipped += end;
        end = 0;
    }

    /** Eight bytes at a time: a byte of the difference is zero where there is a line feed. */
    private int lineFeed(int from, int to) {
        byte[] array = bytes;
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            long difference = (long) WORDS.get(array, i) ^ LINE_FEEDS;
            long zeros = (difference - LOW_BITS) & ~difference & HIGH_BITS;
            if (zeros != 0) {
                return i + Long.numberOfTrailingZeros(zeros) / Byte.SIZE;
            }
        }
        for (; i < to; i++) {
            if (array[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private String malformation(int from, int to) {
        int malformed = Utf8.malformedAt(bytes, from, to);
        return malformed < 0
                ? null
                : String.format(
                        Locale.ROOT,
                        "byte %d of the line (0x%02X) is not UTF-8; convert the file to UTF-8",
                        malformed - from + 1,
                        bytes[malformed]);
    }

    private String tooLong() {
        return "the line is longer than " + longest
                + " bytes; does the file have line feeds? For longer records write a Source of your own";
    }

    /** What {@link String} does not tell about UTF-8. */
    private static final class Utf8 {

        /** What a String has in place of malformed bytes; may also stand in a text of its own right. */
        static final char REPLACEMENT = '\uFFFD';

        /** The length of a byte order mark. */
        static final int BYTE_ORDER_MARK = 3;

        private Utf8() {}

        /** Whether a byte is inside a character, rather than its first. */
        static boolean isContinuation(byte value) {
            return (value & 0xC0) == 0x80;
        }

        static boolean startsWithByteOrderMark(byte[] bytes, int from, int to) {
            return to - from >= BYTE_ORDER_MARK
                    && bytes[from] == (byte) 0xEF
                    && bytes[from + 1] == (byte) 0xBB
                    && bytes[from + 2] == (byte) 0xBF;
        }

        /** The index of the first byte that is not UTF-8, or -1. */
        static int malformedAt(byte[] bytes, int from, int to) {
            CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
            ByteBuffer input = ByteBuffer.wrap(bytes, from, to - from);
            CharBuffer output = CharBuffer.allocate(to - from);
            return decoder.decode(input, output, true).isError() ? input.position() : -1;
        }
    }
}
