package io.millrace.state.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;

/**
 * Keeps snapshots in memory, for jobs that are to survive their own failures but not the end of the process, and for
 * tests. What it keeps is there as long as the object is, also when it has been closed and is used by the next job.
 */
public final class MemoryStore implements SnapshotStore {
    private final Catalog catalog = new Catalog(List.of());
    private final SortedMap<Long, Manifest> manifests = new ConcurrentSkipListMap<>();
    private final Map<FileRef, List<byte[]>> files = new ConcurrentHashMap<>();
    private final AtomicInteger attempts = new AtomicInteger();

    /** An empty store. */
    public MemoryStore() {}

    @Override
    public List<Manifest> manifests() {
        return List.copyOf(manifests.values());
    }

    @Override
    public int beginAttempt() {
        return attempts.incrementAndGet();
    }

    @Override
    public BlockWriter create(long snapshot, String file) {
        Layout.checkName("The file name", file);
        catalog.begin(snapshot, file);
        return new Writer(snapshot, file);
    }

    @Override
    public BlockReader open(FileRef file) throws IOException {
        List<byte[]> blocks = files.get(file);
        if (blocks == null) {
            throw new IOException("There is no " + file + " in this store");
        }
        return new Reader(file, blocks);
    }

    @Override
    public boolean has(FileRef file) {
        return files.containsKey(file);
    }

    @Override
    public void publish(Manifest manifest) {
        catalog.checkComplete(Manifests.checked(manifest));
        manifests.put(manifest.id(), manifest);
        catalog.publish(manifest);
    }

    @Override
    public void retain(int latest) {
        catalog.retain(latest);
        manifests.keySet().retainAll(catalog.ids());
        clean();
    }

    @Override
    public void discard() {
        catalog.abandon();
        clean();
    }

    private void clean() {
        Set<FileRef> needed = catalog.needed();
        files.keySet().removeIf(file -> !needed.contains(file) && !catalog.isBegun(file.snapshot()));
    }

    @Override
    public void close() {
        catalog.abandon();
    }

    @Override
    public String toString() {
        return "memory";
    }

    private final class Writer implements BlockWriter {
        private final long snapshot;
        private final String name;
        private final List<byte[]> blocks = new ArrayList<>();
        private final CRC32C checksum = new CRC32C();
        private long bytes;
        private boolean usable = true;

        private Writer(long snapshot, String name) {
            this.snapshot = snapshot;
            this.name = name;
        }

        @Override
        public void write(byte[] block, int length) {
            checkUsable();
            checksum.update(block, 0, length);
            bytes += length;
            blocks.add(Arrays.copyOf(block, length));
        }

        @Override
        public FileRef finish() {
            checkUsable();
            usable = false;
            FileRef file = new FileRef(snapshot, name, bytes, (int) checksum.getValue());
            files.put(file, List.copyOf(blocks));
            catalog.finish(file);
            return file;
        }

        private void checkUsable() {
            if (!usable) {
                throw new IllegalStateException(
                        "the file " + name + " of snapshot " + snapshot + " is finished or closed");
            }
        }

        @Override
        public void close() {
            usable = false;
        }
    }

    private static final class Reader implements BlockReader {
        private final FileRef file;
        private final Iterator<byte[]> blocks;
        private long left;

        Reader(FileRef file, List<byte[]> blocks) {
            this.file = file;
            this.blocks = blocks.iterator();
            this.left = file.bytes();
        }

        @Override
        public byte[] next() {
            if (!blocks.hasNext()) {
                return null;
            }
            byte[] block = blocks.next().clone();
            left -= block.length;
            return block;
        }

        @Override
        public long bytesLeft() {
            return left;
        }

        @Override
        public String place() {
            return file + " in memory";
        }

        @Override
        public long snapshot() {
            return file.snapshot();
        }

        @Override
        public void close() {}
    }
}
