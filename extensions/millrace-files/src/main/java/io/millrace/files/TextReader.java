package io.millrace.files;

import io.millrace.operator.Batch;
import io.millrace.source.Fetch;
import io.millrace.source.SourceContext;
import io.millrace.state.store.DiskException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.ZipException;

/**
 * Reads the records of a text file, compressed or not. A position is the byte behind the last record, before compression; the lines before it; and a checksum
 * of the last bytes before it, by which a file that has been replaced is noticed; and what is done there.
 */
final class TextReader<T> implements RecordReader<T> {

    private static final int BUFFER = 256 << 10;

    /** The bytes before a position that its checksum is of, and that stay in the buffer for it. */
    private static final int SAMPLE = 1_024;

    /** What is done at a position: of one that is the end of the file, whether the end has been seen makes a difference, since the file may go then. */
    private static final long READS = 0;

    private static final long SKIPS = 1;
    private static final long ENDED = 2;

    /** At the end of a file that was left out, not of what is in it. */
    private static final long LEFT_OUT = 3;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final FileInput input;
    private final Path path;
    private final TextParser<T> parser;
    private final int longest;
    private final SourceContext context;
    private final DiskInput raw;
    private final CRC32C crc = new CRC32C();
    private InputStream bytes;
    private byte[] buffer;
    private int start;
    private int end;

    /** Where the buffer's start is in the file, and how many lines are before it. */
    private long offset;

    private long lines;
    private boolean last;

    /** Whether what follows up to the next line feed is of a record that is too long. */
    private boolean skips;

    private List<Long> ended;
    private boolean leftOut;

    /** Why the file as a whole cannot be read, for its header; or null. */
    private BadRecordException unfit;

    TextReader(FileInput input, TextParser<T> parser, int longest, SourceContext context) throws IOException {
        this.input = input;
        this.path = input.path();
        this.parser = parser;
        this.longest = longest;
        this.context = context;
        this.raw = new DiskInput(path, input.disk());
        this.buffer = new byte[Math.min(BUFFER, Math.max(2 * SAMPLE, longest + SAMPLE))];
    }

    void begin(List<Long> from) throws IOException {
        if (raw.available() > 0) {
            readStart();
        } else {
            last = true;
        }
        if (from != null && from.get(0) > offset) {
            goOn(from);
        }
    }

    /** Reads what a file begins with: a byte order mark, a header. */
    private void readStart() throws IOException {
        try {
            bytes = input.compression().input(raw, path);
        } catch (IOException e) {
            throw unreadable(e);
        }
        while (end < BYTE_ORDER_MARK.length && fill()) {}
        int mark = BYTE_ORDER_MARK.length;
        if (end >= mark && Arrays.equals(buffer, 0, mark, BYTE_ORDER_MARK, 0, mark)) {
            consume(mark);
        }
        if (parser.hasHeader()) {
            readHeader();
        } else {
            parser.begin(input.partitions());
        }
    }

    private void readHeader() throws IOException {
        int next = header();
        while (next == TextParser.MORE && !last && end - start <= longest) {
            last = !fill();
            next = header();
        }
        if (next == TextParser.MORE) {
            parser.clear();
            parser.refuse(null, tooLong());
        }
        if (parser.reason != null) {
            unfit = problem();
        } else {
            consume(next);
            lines += parser.lines;
        }
    }

    private int header() {
        return start == end && last ? 0 : toLength(parser.header(buffer, start, end, last, input.partitions()));
    }

    private int toLength(int next) {
        return next == TextParser.MORE ? next : next - start;
    }

    /** Goes to a place that was read up to, if what is before it is what was read. */
    private void goOn(List<Long> place) throws IOException {
        long to = place.get(0);
        if (bytes == null) {
            throw changed(to, "it is empty");
        }
        int kept = (int) Math.min(SAMPLE, to);
        long from = to - kept;
        // What has been read by now is the beginning.
        long at = offset - start + end;
        if (from >= at || input.compression() == Compression.NONE) {
            skip(from - at, to);
            start = 0;
            end = 0;
        } else {
            start = (int) (from - (offset - start));
        }
        offset = from;
        last = false;
        while (end - start < kept && fill()) {}
        if (end - start < kept) {
            throw changed(to, "it ends before that");
        }
        consume(kept);
        if (checksum() != place.get(2)) {
            throw changed(to, "what is before that is not what was read");
        }
        lines = place.get(1);
        skips = place.get(3) == SKIPS;
        if (!skips && lines > 0 && buffer[start - 1] != '\n' && (start < end || fill())) {
            throw changed(to, "the line that was the last one has been continued");
        }
    }

    private void skip(long count, long to) throws IOException {
        if (input.compression() == Compression.NONE) {
            raw.skip(count);
            return;
        }
        try {
            bytes.skipNBytes(count);
        } catch (EOFException e) {
            throw changed(to, "it ends before that");
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private DiskException changed(long at, String finding) {
        return DiskException.because(
                "go on reading",
                path,
                "at byte " + at + ": " + finding
                        + "; it was cut, replaced or changed. Put the file back as it was; or else start without the snapshot, or"
                        + " give the source another name, to read it from the beginning");
    }

    @Override
    public Fetch fetch(Batch<T> batch) throws IOException {
        if (unfit != null) {
            BadRecordException problem = unfit;
            unfit = null;
            leftOut = true;
            last = true;
            context.reject(Texts.beginning(buffer, start, end), problem);
            consume(end - start);
        }
        // What is rejected counts, too: a file may have no good line at all.
        for (int left = batch.capacity(); left > 0 && !batch.isFull(); left--) {
            if (start == end && last) {
                return end();
            }
            int next = skips ? endOfLine() : parser.next(buffer, start, end, last);
            if (next == TextParser.MORE) {
                if (!batch.isEmpty()) {
                    return Fetch.MORE;
                }
                need();
            } else {
                take(next - start, batch);
            }
        }
        return Fetch.MORE;
    }

    private void take(int length, Batch<T> batch) throws IOException {
        if (skips) {
            skips = false;
            lines++;
        } else if (length > longest + 2) {
            parser.refuse(null, tooLong());
            reject();
            lines += parser.lines;
        } else {
            if (parser.reason != null) {
                reject();
            } else if (parser.record != null) {
                batch.add(parser.record);
            }
            lines += parser.lines;
        }
        consume(length);
    }

    private int endOfLine() {
        for (int i = start; i < end; i++) {
            if (buffer[i] == '\n') {
                return i + 1;
            }
        }
        if (last) {
            return end;
        }
        consume(end - start);
        return TextParser.MORE;
    }

    /** Reads more of a record; one that is too long ends with its first line. */
    private void need() throws IOException {
        if (skips || end - start <= longest + 1) {
            fill();
            return;
        }
        parser.clear();
        parser.refuse(null, tooLong());
        reject();
        skips = true;
    }

    private String tooLong() {
        return "the record is longer than " + longest
                + " bytes; is a quotation mark not closed, or a line feed missing? If not, say longestRecord(bytes)";
    }

    private void reject() {
        context.reject(Texts.beginning(buffer, start, end), problem());
    }

    private BadRecordException problem() {
        return new BadRecordException(
                path.toString(), lines + parser.linesBefore + 1, parser.column, parser.reason, parser.cause);
    }

    private Fetch end() throws IOException {
        if (ended == null) {
            ended = List.of(offset, lines, checksum(), leftOut ? LEFT_OUT : ENDED);
            close();
            buffer = new byte[0];
            start = 0;
            end = 0;
        }
        return Fetch.END;
    }

    private void consume(int length) {
        start += length;
        offset += length;
    }

    /** Reads on; false when nothing more is there. */
    private boolean fill() throws IOException {
        if (last) {
            return false;
        }
        makeRoom();
        int count;
        try {
            count = bytes.read(buffer, end, buffer.length - end);
        } catch (IOException e) {
            throw unreadable(e);
        }
        last = count < 0;
        end += Math.max(0, count);
        return !last;
    }

    private void makeRoom() {
        int kept = Math.min(SAMPLE, start);
        if (start > kept) {
            System.arraycopy(buffer, start - kept, buffer, 0, kept + end - start);
            end -= start - kept;
            start = kept;
        }
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, (int) Math.min(2L * buffer.length, longest + (long) SAMPLE + BUFFER));
        }
    }

    private IOException unreadable(IOException e) {
        if (e instanceof DiskException) {
            return e;
        }
        boolean cut =
                e instanceof EOFException || String.valueOf(e.getMessage()).contains("Truncated");
        boolean damaged = e instanceof ZipException || e.getClass().getName().contains("Zstd");
        return cut || damaged
                ? DiskException.because(
                        "read",
                        path,
                        (cut ? "it ends in the middle of what is compressed" : "it is not what its name says: ")
                                + (cut ? "" : e.getMessage())
                                + ". Have files written under another name, and renamed when they are complete; move this one"
                                + " away if it is damaged")
                : DiskException.of("read", path, e);
    }

    static long lengthAt(List<Long> end) {
        return end.get(3) == ENDED ? end.get(0) : -1;
    }

    @Override
    public List<Long> position() {
        return ended == null ? List.of(offset, lines, checksum(), skips ? SKIPS : READS) : ended;
    }

    private long checksum() {
        int kept = (int) Math.min(Math.min(SAMPLE, start), offset);
        crc.reset();
        crc.update(buffer, start - kept, kept);
        return crc.getValue();
    }

    @Override
    public void close() throws IOException {
        InputStream closing = bytes;
        bytes = null;
        if (closing != null) {
            closing.close();
        }
        raw.close();
    }
}
