package io.millrace.source;

import io.millrace.operator.Batch;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;

/** Reads the lines of a channel. */
final class LinesReader<T> implements SourceReader<T> {

    static final int BUFFER = 256 << 10;
    static final int LONGEST_LINE = 16 << 20;

    private final Path file;
    private final ReadableByteChannel channel;
    private final LinesSource.Shape<T> shape;
    private final LineScanner scanner;

    LinesReader(
            Path file,
            ReadableByteChannel channel,
            LinePosition from,
            FileSample sample,
            LinesSource.Shape<T> shape,
            boolean skipsLong) {
        this.file = file;
        this.channel = channel;
        this.shape = shape;
        this.scanner = new LineScanner(file, channel, from, sample, BUFFER, LONGEST_LINE, skipsLong);
    }

    @Override
    public Fetch fetch(Batch<T> batch) throws IOException {
        while (!batch.isFull()) {
            String text = scanner.poll();
            if (text != null) {
                batch.add(shape.event(file, scanner.number(), text, scanner.problem()));
            } else if (!batch.isEmpty()) {
                return Fetch.MORE;
            } else if (!scanner.fill()) {
                return Fetch.END;
            }
        }
        return Fetch.MORE;
    }

    @Override
    public Object position() {
        return scanner.position().toList();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
