package io.millrace.sink;

import io.millrace.sink.PendingLines.PreparedLines;
import io.millrace.state.serde.Type;
import io.millrace.state.store.DiskException;
import io.millrace.state.store.PathForm;
import io.millrace.state.store.Pipes;
import java.io.IOException;
import java.io.Serializable;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Writes events as lines of a file: at once, or in a job with snapshots when the snapshot that they belong to is complete. */
final class LinesSink implements TransactionalSink<Object, PreparedLines> {

    private static final long serialVersionUID = 1;

    private final Path file;

    LinesSink(Path file) {
        this.file = file;
    }

    private Object writeReplace() {
        return new Written(PathForm.of(file));
    }

    private record Written(PathForm file) implements Serializable {
        private Object readResolve() {
            return new LinesSink(file.path());
        }
    }

    @Override
    public SinkWriter<Object> open(SinkContext context) throws IOException {
        if (Pipes.isPipe(file)) {
            checkWritable();
            return new LinesWriter(new LinesFile(file, null), context);
        }
        boolean missing = Files.notExists(file, LinkOption.NOFOLLOW_LINKS);
        FileChannel channel = channel();
        try {
            lock(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        LinesFile lines = new LinesFile(file, channel);
        return new LinesWriter(missing ? lines.provisional() : lines, context);
    }

    @Override
    public TransactionalWriter<Object, PreparedLines> openTransactional(
            SinkContext context, List<PreparedLines> restored) throws IOException {
        return new PendingLinesWriter(
                new PendingFiles(context.disk(), target()), context, PreparedLines.last(restored));
    }

    @Override
    public Committer<PreparedLines> committer(SinkContext context) throws IOException {
        if (Pipes.isPipe(file)) {
            throw DiskException.because(
                    "write",
                    file,
                    "it is a pipe or a device, which keeps nothing that a later start could look at, so that nothing is"
                            + " written exactly once; name a regular file, or use Sinks.print()");
        }
        Path target = target();
        return new LinesCommitter(
                context.disk(),
                target,
                new PendingFiles(context.disk(), target),
                context.attempt(),
                context.snapshots());
    }

    @Override
    public Type<PreparedLines> preparedType() {
        return Type.of(PreparedLines.class);
    }

    @Override
    public List<Path> files() {
        return List.of(file);
    }

    @Override
    public boolean blocking() {
        return true;
    }

    @Override
    public int maxParallelism() {
        return 1;
    }

    /** A link is followed: what is renamed, deleted and listed is where the file really is. */
    private Path target() throws IOException {
        return Files.exists(file) ? file.toRealPath() : file.toAbsolutePath().normalize();
    }

    private FileChannel channel() throws IOException {
        DiskException.checkIsNoDirectory("write", file);
        try {
            return FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        } catch (IOException e) {
            throw DiskException.of("write", file, e);
        }
    }

    private void checkWritable() throws DiskException {
        if (!Files.isWritable(file)) {
            throw DiskException.of("write", file, new AccessDeniedException(file.toString()));
        }
    }

    /** Two sinks on one file would write over each other; one that comes second must not even empty it. */
    private void lock(FileChannel channel) throws IOException {
        try {
            if (channel.tryLock() == null) {
                throw DiskException.because("write", file, "another program is writing it; name a file for each");
            }
        } catch (OverlappingFileLockException e) {
            throw DiskException.because("write", file, "another sink is writing it; name a file for each");
        }
    }
}
