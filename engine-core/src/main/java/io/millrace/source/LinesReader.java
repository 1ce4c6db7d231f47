package io.millrace.source;

import io.millrace.operator.Batch;
import io.millrace.state.store.DiskException;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;

/** Reads the lines of a channel. */
final class LinesReader<T> implements SourceReader<T> {

    static final int BUFFER = 256 << 10;
    static final int LONGEST_LINE = 16 << 20;

    private final Path file;
    private final ReadableByteChannel channel;
    private final LinesSource.Shape<T> shape;
    private final SourceContext context;

    /** Null when all is read: its buffer is not kept for as long as the reader is. */
    private LineScanner scanner;

    /** Where the lines have ended, or null. */
    private LinePosition end;

    /** The channel, if the file says how long it is: neither pipes nor devices do, nor the files of /proc; or null. */
    private final SeekableByteChannel sized;

    LinesReader(
            Path file,
            ReadableByteChannel channel,
            LinePosition from,
            FileSample sample,
            LinesSource.Shape<T> shape,
            SourceContext context)
            throws IOException {
        this.sized = channel instanceof SeekableByteChannel seekable && seekable.size() > 0 ? seekable : null;
        this.file = file;
        this.channel = channel;
        this.shape = shape;
        this.context = context;
        this.scanner = new LineScanner(file, channel, from, sample, BUFFER, LONGEST_LINE);
    }

    @Override
    public Fetch fetch(Batch<T> batch) throws IOException {
        if (end != null) {
            return Fetch.END;
        }
        // What is rejected counts, too: a file may have no good line at all.
        for (int left = batch.capacity(); left > 0 && !batch.isFull(); left--) {
            String text = scanner.poll();
            if (text != null) {
                T event = shape.event(file, scanner.number(), text, scanner.problem());
                if (event == null) {
                    new Line(file, scanner.number(), text, scanner.problem()).reject(context);
                } else {
                    batch.add(event);
                }
            } else if (!batch.isEmpty()) {
                return Fetch.MORE;
            } else if (!scanner.fill()) {
                checkIsAsItWas();
                close();
                end = scanner.position();
                scanner = null;
                return Fetch.END;
            }
        }
        return Fetch.MORE;
    }

    /** The end of a file that was cut, or written anew, meanwhile is not that of its lines. */
    private void checkIsAsItWas() throws IOException {
        LinePosition read = scanner.position();
        String change = sized != null && read.offset() > 0 ? FileSample.changeBefore(read, sized) : null;
        if (change != null) {
            throw DiskException.because(
                    "read",
                    file,
                    "at byte " + read.offset() + ": " + change
                            + "; it was cut or changed while it was being read, so that"
                            + " lines may be missing. Have files written under another name, and renamed when they are"
                            + " complete");
        }
    }

    @Override
    public Object position() {
        return (end == null ? scanner.position() : end).toList();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
