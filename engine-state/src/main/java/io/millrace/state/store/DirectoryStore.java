package io.millrace.state.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Keeps snapshots in a directory: one directory for each, with a manifest that is written last. What has been published
 * survives a crash of the machine. docs/snapshot-format.md describes the files.
 *
 * <p>One call waits for another, so that nothing is published any more when {@link #close} returns.
 */
public final class DirectoryStore implements SnapshotStore {
    private final Disk disk;
    private final Layout layout;
    private final Catalog catalog;
    private final Cleaner cleaner;

    /** Null in a store that is only read. */
    private Closeable lock;

    /** The snapshot whose directory was last made, and reached the disk; 0 for none. */
    private long made;

    /** The latest attempt of this store, should somebody delete what says so; 0 for none. */
    private int attempt;

    /** A manifest that may be there although it was not published, or 0. */
    private long inDoubt;

    private boolean closed;

    private DirectoryStore(Disk disk, Layout layout, Catalog catalog, Closeable lock) {
        this.disk = CheckedDisk.of(disk);
        this.layout = layout;
        this.catalog = catalog;
        this.cleaner = new Cleaner(this.disk, layout, catalog);
        this.lock = lock;
    }

    /**
     * Opens a directory for one job; it is made when it is not there.
     *
     * @throws IOException when another job or process has it open, when a manifest is damaged or of a newer version, or
     *     when the disk fails; it names the directory or the file and says what can be done
     */
    public static DirectoryStore open(Disk disk, Path directory) throws IOException {
        Layout layout = new Layout(directory.toAbsolutePath().normalize());
        disk.makeDirectory(layout.root());
        ManifestFiles manifests = new ManifestFiles(disk, layout);
        manifests.checkNoLink(layout.lock());
        Closeable lock = lock(disk, layout);
        try {
            Catalog catalog = new Catalog(manifests.readAll());
            makeSafe(disk, layout, catalog.lastSnapshot());
            return new DirectoryStore(disk, layout, catalog, lock);
        } catch (Throwable e) {
            try (lock) {
                throw e;
            }
        }
    }

    private static Closeable lock(Disk disk, Layout layout) throws IOException {
        Closeable lock = disk.lock(layout.lock());
        if (lock == null) {
            throw new IOException(layout.root() + " is in use by another job or process: stop that one first,"
                    + " or give each job a directory of its own");
        }
        return lock;
    }

    /** What an earlier process has left may be seen and yet be lost in a crash, if it died before it had it forced. */
    private static void makeSafe(Disk disk, Layout layout, long last) throws IOException {
        if (last == 0) {
            forceNames(disk, layout.root());
        } else {
            disk.forceDirectory(layout.directory(last));
        }
    }

    /**
     * Opens a directory to look at what there is at this moment, also while a job uses it. That job may delete what this
     * store lists.
     *
     * @throws IOException when there is no such directory, when a manifest is damaged or of a newer version, or when the
     *     disk fails
     */
    public static DirectoryStore openReadOnly(Disk disk, Path directory) throws IOException {
        Layout layout = new Layout(directory.toAbsolutePath().normalize());
        if (!disk.exists(layout.root())) {
            throw new IOException("There is no directory " + layout.root());
        }
        return new DirectoryStore(disk, layout, new Catalog(new ManifestFiles(disk, layout).readAll()), null);
    }

    /** Read each time, but for the latest: what older ones remember is needed by nobody while the job runs. */
    @Override
    public synchronized List<Manifest> manifests() throws IOException {
        ManifestFiles files = new ManifestFiles(disk, layout);
        Optional<Manifest> latest = catalog.latest();
        List<Manifest> manifests = new ArrayList<>();
        for (long id : catalog.ids()) {
            if (latest.isPresent() && latest.get().id() == id) {
                manifests.add(latest.get());
            } else {
                files.read(id, manifests);
            }
        }
        return manifests;
    }

    @Override
    public Optional<Manifest> latest() {
        return catalog.latest();
    }

    @Override
    public long oldest() {
        return catalog.oldest();
    }

    /** An empty file has the number in its name, and gets another name each time: that takes no room on a disk that is full. */
    @Override
    public synchronized int beginAttempt() throws IOException {
        checkWritable();
        lockAgain();
        int latest = 0;
        for (Path file : disk.list(layout.root())) {
            latest = Math.max(latest, Layout.attemptOf(file));
        }
        attempt = Math.addExact(Math.max(attempt, latest), 1);
        if (latest == 0) {
            disk.create(layout.attempt(attempt)).close();
        } else {
            rename(layout.attempt(latest), layout.attempt(attempt));
        }
        disk.forceDirectory(layout.root());
        return attempt;
    }

    private void rename(Path from, Path to) throws IOException {
        checkNoLink(from);
        if (disk.size(from) < 0) {
            throw DiskException.because(
                    "rename to " + to.getFileName() + " what is in", from, "it is no file; move it away");
        }
        disk.move(from, to);
    }

    @Override
    public synchronized BlockWriter create(long snapshot, String file) throws IOException {
        checkWritable();
        Path path = layout.file(snapshot, file);
        catalog.begin(snapshot, file);
        makeDirectory(snapshot);
        return BlockFileWriter.begin(disk.create(path), snapshot, file, catalog::finish);
    }

    @Override
    public BlockReader open(FileRef file) throws IOException {
        Path path = layout.file(file.snapshot(), file.name());
        if (!disk.exists(path)) {
            throw new DamagedSnapshotException(path, file.snapshot(), "there is no such file");
        }
        checkNoLink(path.getParent());
        checkNoLink(path);
        return BlockFileReader.begin(path, disk.open(path), file);
    }

    @Override
    public boolean has(FileRef file) throws IOException {
        Path path = layout.file(file.snapshot(), file.name());
        return !disk.isLink(path.getParent()) && disk.size(path) == file.bytes();
    }

    private void makeDirectory(long snapshot) throws IOException {
        if (snapshot != made) {
            lockAgain();
            Path directory = layout.directory(snapshot);
            checkNoLink(directory);
            disk.makeDirectory(directory);
            disk.forceDirectory(layout.root());
            made = snapshot;
        }
    }

    /** Whoever has deleted the directory has deleted the lock with it, so that it would be free for others. */
    private void lockAgain() throws IOException {
        if (!disk.exists(layout.lock())) {
            disk.makeDirectory(layout.root());
            lock.close();
            lock = lock(disk, layout);
            forceNames(disk, layout.root());
        }
    }

    @Override
    public synchronized void publish(Manifest manifest) throws IOException {
        checkWritable();
        catalog.checkComplete(Manifests.checked(manifest));
        List<ByteBuffer> parts = ManifestFormat.parts(manifest);
        withdraw();
        makeDirectory(manifest.id());
        checkAllIsThere(manifest);
        // The files have to be there before the manifest is, whatever order the disk takes them in.
        disk.forceDirectory(layout.directory(manifest.id()));
        write(layout.newManifest(manifest.id()), parts);
        inDoubt = manifest.id();
        cleaner.expect(manifest.id());
        try {
            disk.move(layout.newManifest(manifest.id()), layout.manifest(manifest.id()));
            disk.forceDirectory(layout.directory(manifest.id()));
        } catch (IOException e) {
            withdrawAfter(e);
            throw e;
        }
        inDoubt = 0;
        catalog.publish(manifest);
    }

    /** Somebody may have deleted in the meantime what this process remembers. */
    private void checkAllIsThere(Manifest manifest) throws IOException {
        for (Manifest.TaskFiles task : manifest.files()) {
            for (FileRef file : task.chain()) {
                if (!has(file)) {
                    throw new IOException("snapshot " + manifest.id() + " needs "
                            + layout.file(file.snapshot(), file.name()) + ", which is not there any more as it was"
                            + " written: somebody else has deleted or changed it. Leave " + layout.root()
                            + " to the job while it runs");
                }
            }
        }
    }

    private void write(Path path, List<ByteBuffer> parts) throws IOException {
        try (Disk.File file = disk.create(path)) {
            for (ByteBuffer part : parts) {
                // They belong to the snapshot in memory, too.
                file.append(part.asReadOnlyBuffer());
            }
            file.force();
        }
    }

    private void withdrawAfter(IOException failure) {
        try {
            withdraw();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** Takes back what nobody was told about: it would come to light at the next start, beside what followed it. */
    private void withdraw() throws IOException {
        if (inDoubt != 0 && disk.exists(layout.directory(inDoubt))) {
            disk.delete(layout.manifest(inDoubt));
            disk.forceDirectory(layout.directory(inDoubt));
        }
        inDoubt = 0;
    }

    @Override
    public synchronized void retain(int latest) throws IOException {
        checkWritable();
        withdraw();
        catalog.retain(latest);
        clean();
    }

    @Override
    public synchronized void discard() throws IOException {
        checkWritable();
        withdraw();
        catalog.abandon();
        clean();
    }

    private void clean() throws IOException {
        made = 0;
        if (!disk.exists(layout.root())) {
            return;
        }
        List<Long> snapshots = new ArrayList<>();
        for (Path directory : disk.list(layout.root())) {
            OptionalLong snapshot = Layout.snapshotOf(directory);
            if (snapshot.isPresent() && !catalog.isBegun(snapshot.getAsLong())) {
                checkNoLink(directory);
                snapshots.add(snapshot.getAsLong());
            }
        }
        cleaner.clean(snapshots);
    }

    private void checkNoLink(Path path) throws IOException {
        new ManifestFiles(disk, layout).checkNoLink(path);
    }

    private void checkWritable() {
        if (closed) {
            throw new IllegalStateException("the store in " + layout.root() + " is closed");
        }
        if (lock == null) {
            throw new IllegalStateException("the store in " + layout.root() + " was opened to be read only");
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (!closed && lock != null) {
            closed = true;
            lock.close();
        }
    }

    @Override
    public String placeOf(Manifest manifest) {
        return layout.manifest(manifest.id()).toString();
    }

    @Override
    public String toString() {
        return layout.root().toString();
    }

    /** Has the names of a directory and of those above it reach the disk. */
    private static void forceNames(Disk disk, Path directory) throws IOException {
        for (Path parent = directory.getParent(); parent != null; parent = parent.getParent()) {
            try {
                disk.forceDirectory(parent);
            } catch (IOException e) {
                if (DiskException.isDenial(e)) {
                    // Then it is somebody else's, and has been there before.
                    return;
                }
                throw e;
            }
        }
    }
}
