package io.millrace.state.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The file system of this machine. */
public enum FileDisk implements Disk {
    /** The one. */
    INSTANCE;

    /**
     * The locked files. The system's locks belong to the process, and end when it closes <em>any</em> channel to the file,
     * so nobody in this process may as much as open one that is locked.
     */
    private static final Set<Path> LOCKED = ConcurrentHashMap.newKeySet();

    @Override
    public File create(Path file) throws IOException {
        delete(file);
        return open("make", file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    @Override
    public File append(Path file) throws IOException {
        DiskException.checkIsFile("write", file);
        return new OpenFile(
                file,
                explained(
                        "write",
                        file,
                        () -> FileChannel.open(
                                file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)));
    }

    @Override
    public File open(Path file) throws IOException {
        DiskException.checkIsFile("read", file);
        return open("read", file, StandardOpenOption.READ);
    }

    /** What is made is for its owner alone. */
    private static OpenFile open(String attempt, Path file, OpenOption... options) throws IOException {
        return new OpenFile(
                file,
                explained(attempt, file, () -> FileChannel.open(file, Set.of(options), forOwner(file, "rw-------"))));
    }

    @Override
    public boolean exists(Path path) throws IOException {
        return attributes(path) != null;
    }

    @Override
    public long size(Path path) throws IOException {
        BasicFileAttributes found = attributes(path, LinkOption.NOFOLLOW_LINKS);
        return found != null && found.isRegularFile() ? found.size() : -1;
    }

    /** Null when there is no such file. */
    private static BasicFileAttributes attributes(Path path, LinkOption... options) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, options);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            if (path.getParent() != null && Files.isRegularFile(path.getParent())) {
                return null;
            }
            throw DiskException.of("look at", path, e);
        }
    }

    @Override
    public boolean isLink(Path path) {
        return Files.isSymbolicLink(path);
    }

    @Override
    public boolean isDirectory(Path path) {
        return Files.isDirectory(path);
    }

    @Override
    public long modifiedMillis(Path file) throws IOException {
        BasicFileAttributes found = attributes(file);
        return found == null ? 0 : found.lastModifiedTime().toMillis();
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        return explained("list", directory, () -> {
            try (Stream<Path> entries = Files.list(directory)) {
                return entries.sorted().toList();
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        });
    }

    @Override
    public void makeDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            explained(
                    "make directory",
                    directory,
                    () -> Files.createDirectories(directory, forOwner(directory, "rwx------")));
        }
    }

    @Override
    public void makeSharedDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            explained("make directory", directory, () -> Files.createDirectories(directory));
        }
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        explained(
                "rename to " + to.getFileName() + " what is in",
                from,
                () -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING));
    }

    @Override
    public void delete(Path path) throws IOException {
        explained("delete", path, () -> Files.deleteIfExists(path));
    }

    /** Where directories cannot be opened, names need no forcing. */
    @Override
    public void forceDirectory(Path directory) throws IOException {
        if (!isPosix(directory)) {
            return;
        }
        explained("force to disk the directory", directory, () -> {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
                return directory;
            }
        });
    }

    @Override
    public Closeable lock(Path file) throws IOException {
        DiskException.checkIsFile("lock", file);
        return explained("lock", file, () -> tryLock(file));
    }

    private static Closeable tryLock(Path file) throws IOException {
        Path locked = file.toAbsolutePath().getParent().toRealPath().resolve(file.getFileName());
        if (!LOCKED.add(locked)) {
            return null;
        }
        FileChannel channel = null;
        boolean isLocked = false;
        try {
            channel = FileChannel.open(
                    file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), forOwner(file, "rw-------"));
            isLocked = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // Another class loader has this class too, and a job that has the lock.
            isLocked = false;
        } finally {
            if (!isLocked) {
                release(locked, channel);
            }
        }
        return isLocked ? new Lock(locked, channel) : null;
    }

    /** In this order: the lock of whoever is next would end with this channel. */
    private static void release(Path locked, FileChannel channel) throws IOException {
        try {
            if (channel != null) {
                channel.close();
            }
        } finally {
            LOCKED.remove(locked);
        }
    }

    private record Lock(Path file, FileChannel channel) implements Closeable {
        @Override
        public void close() throws IOException {
            if (channel.isOpen()) {
                release(file, channel);
            }
        }
    }

    private static FileAttribute<?>[] forOwner(Path path, String rights) {
        return isPosix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))}
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** A call to the system, whose own messages often say neither what failed nor why. */
    private interface Call<R> {
        R run() throws IOException;
    }

    private static <R> R explained(String attempt, Path path, Call<R> call) throws IOException {
        try {
            return call.run();
        } catch (IOException e) {
            throw DiskException.of(attempt, path, e);
        }
    }

    private record OpenFile(Path path, FileChannel channel) implements File {
        /** A thread keeps a buffer outside the heap as large as the largest write or read that it has done. */
        private static final int CHUNK = 1 << 18;

        @Override
        public void append(ByteBuffer bytes) throws IOException {
            int limit = bytes.limit();
            try {
                long end = channel.size();
                while (bytes.position() < limit) {
                    bytes.limit(Math.min(limit, bytes.position() + CHUNK));
                    end += channel.write(bytes, end);
                }
            } catch (IOException e) {
                throw DiskException.of("write", path, e);
            } finally {
                bytes.limit(limit);
            }
        }

        @Override
        public int read(long position, ByteBuffer into) throws IOException {
            int start = into.position();
            int limit = into.limit();
            try {
                int read = 0;
                while (read >= 0 && into.position() < limit) {
                    into.limit(Math.min(limit, into.position() + CHUNK));
                    read = channel.read(into, position + into.position() - start);
                }
            } catch (IOException e) {
                throw DiskException.of("read", path, e);
            } finally {
                into.limit(limit);
            }
            return into.position() - start;
        }

        @Override
        public long size() throws IOException {
            return explained("look at", path, channel::size);
        }

        @Override
        public void force() throws IOException {
            explained("force to disk", path, () -> {
                channel.force(true);
                return path;
            });
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
