package io.millrace.source;

import io.millrace.state.serde.Type;
import io.millrace.state.store.DiskException;
import io.millrace.state.store.PathForm;
import io.millrace.state.store.Pipes;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The lines of a file. */
final class LinesSource<T> implements Source<T> {

    private static final long serialVersionUID = 1;

    private final Path file;
    private final Class<T> type;
    private final Shape<T> shape;

    LinesSource(Path file, Class<T> type, Shape<T> shape) {
        this.type = type;
        this.file = file;
        this.shape = shape;
    }

    private Object writeReplace() {
        return new Written<>(PathForm.of(file), type, shape);
    }

    private record Written<T>(PathForm file, Class<T> type, Shape<T> shape) implements Serializable {
        private Object readResolve() {
            return new LinesSource<>(file.path(), type, shape);
        }
    }

    /** Makes the event of a line; null of one that has a problem and cannot be an event. */
    interface Shape<T> extends Serializable {
        T event(Path file, long number, String text, String problem);
    }

    @Override
    public SourceReader<T> open(SourceContext context) throws IOException {
        DiskException.checkIsNoDirectory("read", file);
        LinePosition from = LinePosition.of(context);
        return Pipes.isPipe(file) ? openPipe(from, context) : openFile(from, context);
    }

    private SourceReader<T> openPipe(LinePosition from, SourceContext context) throws IOException {
        if (from.offset() > 0) {
            throw changed(from.offset(), "it is a pipe or a device now, which has no such place");
        }
        if (!Files.isReadable(file)) {
            throw DiskException.of("read", file, new AccessDeniedException(file.toString()));
        }
        return new Piped<>(
                new LinesReader<>(file, new Piped.Channel(file), LinePosition.START, new FileSample(), shape, context));
    }

    private SourceReader<T> openFile(LinePosition from, SourceContext context) throws IOException {
        SeekableByteChannel channel = channel();
        try {
            LinePosition start = from.offset() == 0 ? from : startAgain(channel, from);
            FileSample sample = FileSample.before(start.offset(), channel);
            if (start.offset() > 0) {
                channel.position(start.offset());
            }
            return new LinesReader<>(file, channel, start, sample, shape, context);
        } catch (Throwable e) {
            try (channel) {
                throw e;
            }
        }
    }

    @Override
    public Type<T> eventType() {
        return Type.of(type);
    }

    @Override
    public List<Path> files() {
        return List.of(file);
    }

    @Override
    public boolean blocking() {
        return true;
    }

    private SeekableByteChannel channel() throws IOException {
        try {
            return Files.newByteChannel(file);
        } catch (IOException e) {
            throw DiskException.of("read", file, e);
        }
    }

    /** Where to go on, if what is before is what was read. */
    private LinePosition startAgain(SeekableByteChannel channel, LinePosition from) throws IOException {
        long offset = from.offset();
        String change = FileSample.changeBefore(from, channel);
        if (change != null) {
            throw changed(offset, change);
        }
        int end = byteAt(channel, offset - 1) == '\n' || offset == channel.size() ? 0 : terminatorAt(channel, offset);
        if (end < 0) {
            throw changed(offset, "the line that was the last one has been continued");
        }
        return new LinePosition(offset + end, from.lines(), from.sample());
    }

    /** The length of what ends a line that was the last one of the file when it was read, or -1. */
    private static int terminatorAt(SeekableByteChannel channel, long offset) throws IOException {
        if (byteAt(channel, offset) == '\n') {
            return 1;
        }
        return byteAt(channel, offset) == '\r' && byteAt(channel, offset + 1) == '\n' ? 2 : -1;
    }

    private static int byteAt(SeekableByteChannel channel, long offset) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        channel.position(offset);
        return channel.read(one) > 0 ? one.get(0) : -1;
    }

    private IOException changed(long offset, String finding) {
        return DiskException.because(
                "go on reading",
                file,
                "at byte " + offset + ": " + finding
                        + "; it was cut, replaced or changed. Put the file back as it was; or else start without the snapshot, or"
                        + " give the source another name, to read it from the beginning");
    }
}
