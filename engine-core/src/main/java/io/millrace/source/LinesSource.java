package io.millrace.source;

import io.millrace.state.serde.Type;
import io.millrace.state.store.DiskException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

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

    /** Makes the event of a line. */
    interface Shape<T> extends Serializable {
        T event(Path file, long number, String text, String problem) throws IOException;
    }

    @Override
    public SourceReader<T> open(SourceContext context) throws IOException {
        LinePosition from = LinePosition.of(context);
        SeekableByteChannel channel = channel();
        try {
            if (from.offset() > 0) {
                seek(channel, from.offset());
            }
        } catch (Throwable e) {
            try (channel) {
                throw e;
            }
        }
        return new LinesReader<>(file, channel, from, shape);
    }

    @Override
    public Type<T> eventType() {
        return Type.of(type);
    }

    @Override
    public boolean blocking() {
        return true;
    }

    private SeekableByteChannel channel() throws IOException {
        DiskException.checkIsNoDirectory("read", file);
        try {
            return Files.newByteChannel(file);
        } catch (IOException e) {
            throw DiskException.of("read", file, e);
        }
    }

    /** Goes to the offset, if a line ends there. */
    private void seek(SeekableByteChannel channel, long offset) throws IOException {
        long size = channel.size();
        if (offset > size) {
            throw changed(offset, "it has only " + size + " bytes");
        }
        ByteBuffer last = ByteBuffer.allocate(1);
        channel.position(offset - 1);
        channel.read(last);
        if (last.get(0) != '\n' && offset < size) {
            throw changed(offset, "no line ends there");
        }
    }

    private IOException changed(long offset, String finding) {
        return new IOException("cannot go on reading " + file + " at byte " + offset + ": " + finding
                + "; the file has changed since it was read, start again without the earlier position");
    }
}
