package io.millrace.state.testing;

import io.millrace.state.store.Disk;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A disk in memory that can be made to fail and to crash. A crash loses what was not forced, or some of it: bytes at the
 * end of files, and names that were made, changed or deleted; it releases all locks, and files that were open can no
 * longer be used. Relative paths and absolute ones begin at the same root. Thread-safe.
 */
public final class SimulatedDisk implements Disk {
    private final FaultInjector injector = new FaultInjector();
    private final Map<Path, Object> locks = new HashMap<>();
    private SimulatedDirectory root = new SimulatedDirectory();

    /** How often it has crashed: what was opened before is dead. */
    private long life;

    /** An empty disk on which nothing goes wrong. */
    public SimulatedDisk() {
        this(DiskFaults.none());
    }

    /** An empty disk. */
    public SimulatedDisk(DiskFaults faults) {
        injector.plan(faults);
    }

    /** Replaces what goes wrong from now on; calls are counted from 1 again. */
    public synchronized void plan(DiskFaults faults) {
        injector.plan(faults);
    }

    /** How many calls there have been since faults were last planned. */
    public synchronized long calls() {
        return injector.calls();
    }

    /** What has gone wrong since the disk was made, and how often. */
    public synchronized Map<DiskFault, Long> faults() {
        return injector.counts();
    }

    /**
     * Stops the machine, if it has not stopped yet, and starts it again.
     *
     * @param random decides what survives of what was not forced
     */
    public synchronized void crash(RandomGenerator random) {
        root.crash(random, injector::count);
        kill();
    }

    /** Ends the process that uses the disk: nothing is lost, but locks are released, and open files are closed. */
    public synchronized void kill() {
        locks.clear();
        life++;
        injector.restart();
    }

    /** Whether the machine has stopped, and not been started again. */
    public synchronized boolean hasCrashed() {
        return injector.hasCrashed();
    }

    /** Has all that was written reach the disk; not a call. */
    public synchronized void forceAll() {
        root.forceAll();
    }

    /** What is in a file; not a call. */
    public synchronized byte[] content(Path file) throws IOException {
        return file(file).content();
    }

    /** Puts something else into a file that is there, safely; not a call. */
    public synchronized void replaceContent(Path file, byte[] content) throws IOException {
        file(file).replace(content);
    }

    @Override
    public synchronized File create(Path file) throws IOException {
        injector.begin();
        SimulatedDirectory parent = parent(file);
        SimulatedFile created = new SimulatedFile();
        if (parent.get(name(file)) != null) {
            file(file);
            parent.remove(name(file));
        }
        parent.put(name(file), created);
        injector.end();
        return new OpenFile(file, created, life);
    }

    @Override
    public synchronized File append(Path file) throws IOException {
        injector.begin();
        SimulatedDirectory parent = parent(file);
        if (parent.get(name(file)) == null) {
            parent.put(name(file), new SimulatedFile());
        }
        SimulatedFile opened = file(file);
        injector.end();
        return new OpenFile(file, opened, life);
    }

    @Override
    public synchronized File open(Path file) throws IOException {
        injector.begin();
        SimulatedFile opened = file(file);
        injector.end();
        return new OpenFile(file, opened, life);
    }

    @Override
    public synchronized boolean exists(Path path) throws IOException {
        injector.begin();
        boolean exists = find(path) != null;
        injector.end();
        return exists;
    }

    @Override
    public synchronized long size(Path path) throws IOException {
        injector.begin();
        long size = find(path) instanceof SimulatedFile file ? file.length() : -1;
        injector.end();
        return size;
    }

    @Override
    public synchronized List<Path> list(Path directory) throws IOException {
        injector.begin();
        List<Path> paths = new ArrayList<>();
        directory(directory).names().forEach(name -> paths.add(directory.resolve(name)));
        injector.end();
        return paths;
    }

    @Override
    public synchronized void makeDirectory(Path directory) throws IOException {
        injector.begin();
        SimulatedDirectory current = root;
        for (Path name : directory.normalize()) {
            Object child = current.get(name.toString());
            if (child == null) {
                child = new SimulatedDirectory();
                current.put(name.toString(), child);
            }
            if (!(child instanceof SimulatedDirectory next)) {
                throw new FileAlreadyExistsException(directory.toString());
            }
            current = next;
        }
        injector.end();
    }

    @Override
    public synchronized void move(Path from, Path to) throws IOException {
        injector.begin();
        SimulatedDirectory source = parent(from);
        SimulatedDirectory target = parent(to);
        Object moved = source.get(name(from));
        if (moved == null) {
            throw new NoSuchFileException(from.toString());
        }
        injector.mayFail(DiskFault.FAILED_MOVE);
        if (source == target) {
            source.rename(name(from), name(to));
        } else {
            target.put(name(to), moved);
            source.remove(name(from));
        }
        injector.mayFail(DiskFault.FAILED_AFTER_MOVE);
        injector.end();
    }

    @Override
    public synchronized void delete(Path path) throws IOException {
        injector.begin();
        Object found = find(path);
        if (found instanceof SimulatedDirectory directory && !directory.isEmpty()) {
            throw new DirectoryNotEmptyException(path.toString());
        }
        if (found != null) {
            parent(path).remove(name(path));
        }
        injector.end();
    }

    @Override
    public synchronized void forceDirectory(Path directory) throws IOException {
        injector.begin();
        SimulatedDirectory forced = directory(directory);
        injector.mayFail(DiskFault.FAILED_FORCE);
        forced.force();
        injector.end();
    }

    @Override
    public synchronized Closeable lock(Path file) throws IOException {
        injector.begin();
        SimulatedDirectory parent = parent(file);
        if (parent.get(name(file)) == null) {
            parent.put(name(file), new SimulatedFile());
        }
        injector.end();
        Object owner = new Object();
        Path locked = Path.of("/").resolve(file).normalize();
        return locks.putIfAbsent(locked, owner) == null ? () -> unlock(locked, owner) : null;
    }

    private synchronized void unlock(Path file, Object owner) {
        locks.remove(file, owner);
    }

    private static String name(Path path) {
        return path.normalize().getFileName().toString();
    }

    private SimulatedDirectory parent(Path path) throws IOException {
        Path parent = path.normalize().getParent();
        return parent == null ? root : directory(parent);
    }

    private SimulatedDirectory directory(Path path) throws IOException {
        Object found = find(path);
        if (found instanceof SimulatedDirectory directory) {
            return directory;
        }
        throw found == null ? new NoSuchFileException(path.toString()) : new NotDirectoryException(path.toString());
    }

    private SimulatedFile file(Path path) throws IOException {
        Object found = find(path);
        if (found instanceof SimulatedFile file) {
            return file;
        }
        throw found == null ? new NoSuchFileException(path.toString()) : new IOException(path + ": Is a directory");
    }

    private Object find(Path path) {
        Object current = root;
        for (Path name : path.normalize()) {
            current = current instanceof SimulatedDirectory directory ? directory.get(name.toString()) : null;
        }
        return current;
    }

    private final class OpenFile implements File {
        private final Path path;
        private final SimulatedFile file;
        private final long openedIn;
        private boolean closed;

        private OpenFile(Path path, SimulatedFile file, long openedIn) {
            this.path = path;
            this.file = file;
            this.openedIn = openedIn;
        }

        @Override
        public void append(ByteBuffer bytes) throws IOException {
            synchronized (SimulatedDisk.this) {
                begin();
                injector.mayFail(DiskFault.FAILED_WRITE);
                int wanted = bytes.remaining();
                int torn = injector.tear(wanted);
                int written = injector.limitToCapacity(torn, root::bytes);
                file.append(bytes.slice(bytes.position(), written));
                bytes.position(bytes.position() + written);
                if (written < wanted) {
                    throw new IOException(path + (written < torn ? ": simulated DISK_FULL" : ": simulated TORN_WRITE"));
                }
                injector.end();
            }
        }

        @Override
        public int read(long position, ByteBuffer into) throws IOException {
            synchronized (SimulatedDisk.this) {
                begin();
                injector.mayFail(DiskFault.FAILED_READ);
                int start = into.position();
                int count = file.read(position, into);
                injector.flipBit(into, start, count);
                injector.end();
                return count;
            }
        }

        @Override
        public long size() throws IOException {
            synchronized (SimulatedDisk.this) {
                begin();
                injector.end();
                return file.length();
            }
        }

        @Override
        public void force() throws IOException {
            synchronized (SimulatedDisk.this) {
                begin();
                injector.mayFail(DiskFault.FAILED_FORCE);
                file.force();
                injector.end();
            }
        }

        private void begin() throws IOException {
            injector.begin();
            if (closed || openedIn != life) {
                throw new IOException(path + (closed ? " is closed" : " was opened before the crash"));
            }
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
