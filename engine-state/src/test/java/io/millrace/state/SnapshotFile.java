package io.millrace.state;

import io.millrace.state.store.BlockReader;
import io.millrace.state.store.BlockSink;
import io.millrace.state.store.RecordFiles;
import io.millrace.state.store.RecordReader;
import io.millrace.state.store.RecordWriter;
import io.millrace.state.table.KeyGroupRange;
import io.millrace.state.table.KeyGroups;
import io.millrace.state.table.StateBackend;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A file of a snapshot in memory, or those that there are in place of one: one for each key group. */
public final class SnapshotFile implements BlockSink {
    private static final int BLOCK = 500;

    /** What the writer believes to be waiting. */
    public long pending;

    private final List<byte[]> blocks = new ArrayList<>();
    private final RecordWriter writer;
    private final Map<Integer, SnapshotFile> ofGroups = new TreeMap<>();
    private RecordFiles files;

    public SnapshotFile() {
        this(1 << 20);
    }

    public SnapshotFile(long maxPendingBytes) {
        writer = new RecordWriter(BLOCK, maxPendingBytes, this);
        files = RecordFiles.one(writer);
    }

    /** A file for each key group. */
    public static SnapshotFile byGroup() {
        SnapshotFile all = new SnapshotFile();
        all.files = RecordFiles.byGroup(
                KeyGroups.COUNT, group -> all.ofGroups.computeIfAbsent(group, unused -> new SnapshotFile()).writer);
        return all;
    }

    public RecordFiles files() {
        return files;
    }

    public RecordWriter writer() {
        return writer;
    }

    public List<byte[]> blocks() {
        return blocks;
    }

    public long bytes() {
        return blocks.stream().mapToLong(block -> block.length).sum();
    }

    @Override
    public void accept(byte[] bytes, int length) {
        blocks.add(Arrays.copyOf(bytes, length));
    }

    @Override
    public long pendingBytes() {
        return pending;
    }

    public RecordReader reader() {
        return reader(blocks);
    }

    public static RecordReader reader(List<byte[]> blocks) {
        Iterator<byte[]> next = blocks.iterator();
        return new RecordReader(new BlockReader() {
            private long left = blocks.stream().mapToLong(block -> block.length).sum();

            @Override
            public byte[] next() {
                byte[] block = next.hasNext() ? next.next() : null;
                left -= block == null ? 0 : block.length;
                return block;
            }

            @Override
            public long bytesLeft() {
                return left;
            }

            @Override
            public String place() {
                return "a file of a test";
            }

            @Override
            public long snapshot() {
                return 1;
            }

            @Override
            public void close() {}
        });
    }

    /** Restores what the files say, in their order. */
    public static void restore(StateBackend<?> keyed, List<SnapshotFile> files) throws IOException {
        for (SnapshotFile file : files) {
            for (RecordReader reader : file.readers(keyed.groups())) {
                while (reader.next()) {
                    keyed.restore(reader);
                }
            }
        }
        keyed.restored();
    }

    /** Of files by key group, those of others are not there. */
    private List<RecordReader> readers(KeyGroupRange groups) {
        return files.areDivided()
                ? ofGroups.entrySet().stream()
                        .filter(file -> groups.contains(file.getKey()))
                        .map(file -> file.getValue().reader())
                        .toList()
                : List.of(reader());
    }

    /** Takes a snapshot all at once. */
    public static SnapshotFile take(StateBackend<?> keyed, boolean whole) {
        SnapshotFile file = new SnapshotFile();
        keyed.beginSnapshot(file.writer(), whole);
        while (!keyed.writeSnapshot(100)) {
            if (file.writer().isCongested()) {
                throw new AssertionError("nothing takes the blocks");
            }
        }
        file.finish(keyed);
        return file;
    }

    /** Ends a snapshot that has been written. */
    public void finish(StateBackend<?> keyed) {
        if (files.failure() != null) {
            throw new AssertionError(files.failure());
        }
        files.finish();
        keyed.completeSnapshot();
    }
}
