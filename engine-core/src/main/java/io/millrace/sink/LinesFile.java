package io.millrace.sink;

import io.millrace.state.store.DiskException;
import io.millrace.state.store.Pipes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that is written in whole lines, and counts them. Confined to one thread. */
final class LinesFile implements AutoCloseable {

    private final Path file;
    private FileChannel channel;
    private final boolean regular;
    private boolean provisional;
    private final LineBuffer buffer = new LineBuffer();
    private long bytesWritten;
    private long linesWritten;

    /**
     * Nothing is written before {@link #begin}.
     *
     * @param channel at the start of the file; null for a pipe or a device, which is opened when it begins
     */
    LinesFile(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
        // A pipe or a device can be neither cut nor forced to disk.
        this.regular = channel != null;
    }

    /** The file is there for this job alone, which may yet be refused: unless it begins, it goes when this is closed. */
    LinesFile provisional() {
        provisional = true;
        return this;
    }

    /** Drops what an earlier job has written. */
    void begin() throws IOException {
        provisional = false;
        if (channel == null) {
            channel = Pipes.open("write", file, StandardOpenOption.WRITE);
            return;
        }
        try {
            channel.truncate(0);
        } catch (IOException e) {
            throw DiskException.of("empty", file, e);
        }
    }

    /** Adds a line, terminator excluded, to the buffer. */
    void append(byte[] text) throws IOException {
        if (buffer.isTooFullFor(text)) {
            flush();
        }
        buffer.add(text, bytesWritten == 0 && buffer.used() == 0);
    }

    /** Writes the buffered lines. */
    void flush() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(buffer.bytes(), 0, buffer.used());
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw failure(e, bytes.position());
        }
        count(buffer.used());
        buffer.clear();
    }

    /** Forces what is written to the disk. */
    void sync() throws IOException {
        if (regular) {
            try {
                channel.force(true);
            } catch (IOException e) {
                throw failure(e, 0);
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            try {
                if (provisional) {
                    // Under the lock: what another job makes of the name is its own.
                    Files.deleteIfExists(file);
                }
            } finally {
                channel.close();
            }
        }
    }

    private void count(int bytes) {
        bytesWritten += bytes;
        for (int i = 0; i < bytes; i++) {
            if (buffer.bytes()[i] == '\n') {
                linesWritten++;
            }
        }
    }

    private IOException failure(IOException cause, int written) {
        int whole = written;
        while (whole > 0 && buffer.bytes()[whole - 1] != '\n') {
            whole--;
        }
        count(whole);
        buffer.clear();
        String explained = DiskException.of("write", file, cause).getMessage();
        IOException failure = new IOException(explained + "; it holds " + linesWritten + " complete lines", cause);
        if (regular && whole < written) {
            cutTornLine(failure);
        }
        return failure;
    }

    /** Through a channel of its own: an interrupt has closed the other one, and would close this one too. */
    private void cutTornLine(IOException failure) {
        boolean interrupted = Thread.interrupted();
        try (FileChannel again = FileChannel.open(file, StandardOpenOption.WRITE)) {
            again.truncate(bytesWritten);
        } catch (IOException e) {
            failure.addSuppressed(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
