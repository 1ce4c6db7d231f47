package io.millrace.sink;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes events as lines of a file. */
final class LinesSink implements Sink<Object> {

    private static final long serialVersionUID = 1;

    private final Path file;

    LinesSink(Path file) {
        this.file = file;
    }

    @Override
    public SinkWriter<Object> open(SinkContext context) throws IOException {
        FileChannel channel = channel();
        try {
            lock(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return new LinesWriter(new LinesFile(file, channel), context);
    }

    /** Two sinks on one file would write over each other. What is no regular file cannot be locked, nor overwritten. */
    private void lock(FileChannel channel) throws IOException {
        if (!Files.isRegularFile(file)) {
            return;
        }
        try {
            if (channel.tryLock() == null) {
                throw new IOException("cannot write " + file + ": another program is writing it");
            }
        } catch (OverlappingFileLockException e) {
            throw new IOException("cannot write " + file + ": another sink is writing it; name a file for each", e);
        }
    }

    @Override
    public boolean blocking() {
        return true;
    }

    @Override
    public int maxParallelism() {
        return 1;
    }

    private FileChannel channel() throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("cannot write " + file + ": it is a directory; name a file");
        }
        try {
            return FileChannel.open(
                    file, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "cannot write " + file + ": there is no directory "
                            + file.toAbsolutePath().getParent() + "; make it first",
                    e);
        } catch (AccessDeniedException e) {
            throw new IOException("cannot write " + file + ": permission denied", e);
        } catch (FileSystemException e) {
            throw new IOException("cannot write " + file + ": " + e.getReason(), e);
        }
    }
}
