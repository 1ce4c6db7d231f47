package io.millrace.source;

import io.millrace.operator.Batch;
import io.millrace.state.store.Pipes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Reads a pipe or a device: what it has given it does not give again. */
record Piped<T>(SourceReader<T> lines) implements SourceReader<T> {

    @Override
    public Fetch fetch(Batch<T> batch) throws Exception {
        return lines.fetch(batch);
    }

    @Override
    public void close() throws Exception {
        lines.close();
    }

    /** Is opened when it is read from first, since that may be to wait for who writes. */
    static final class Channel implements ReadableByteChannel {

        private final Path file;
        private FileChannel opened;

        Channel(Path file) {
            this.file = file;
        }

        @Override
        public int read(ByteBuffer bytes) throws IOException {
            if (opened == null) {
                opened = Pipes.open("read", file, StandardOpenOption.READ);
            }
            return opened.read(bytes);
        }

        @Override
        public boolean isOpen() {
            return opened == null || opened.isOpen();
        }

        @Override
        public void close() throws IOException {
            if (opened != null) {
                opened.close();
            }
        }
    }
}
