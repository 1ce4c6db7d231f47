package io.millrace.host;

import io.millrace.state.log.SafeText;
import io.millrace.state.store.BlockReader;
import io.millrace.state.store.BlockSink;
import io.millrace.state.store.DamagedSnapshotException;
import io.millrace.state.store.RecordFiles;
import io.millrace.state.store.RecordWriter;
import io.millrace.state.table.KeyGroups;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.zip.CRC32C;

/**
 * The keyed state of a task in a stream for each key group: blocks of records, each behind its length and checksum, and at
 * the end a length that none has. Confined to the thread of the task.
 */
final class GroupFiles {

    private static final int BLOCK_BYTES = 4 << 10;
    private static final long MOST_BYTES_OF_A_RECORD = 64 << 20;
    private static final int END = -1;

    private final IntFunction<? extends OutputStream> streams;
    private final List<Blocks> files = new ArrayList<>();
    private IOException failure;

    GroupFiles(IntFunction<? extends OutputStream> streams) {
        this.streams = streams;
    }

    RecordFiles records() {
        return RecordFiles.byGroup(
                KeyGroups.COUNT, group -> new RecordWriter(BLOCK_BYTES, MOST_BYTES_OF_A_RECORD, file(group)));
    }

    private BlockSink file(int group) {
        Blocks blocks = new Blocks(group);
        files.add(blocks);
        return blocks;
    }

    /** Why not all has been written, or null. */
    IOException failure() {
        return failure;
    }

    /** All has been written. */
    void finish() {
        files.forEach(Blocks::finish);
    }

    /** Nothing more is written, and no stream stays open. */
    void abandon() {
        if (failure == null) {
            failure = new IOException("the snapshot has been given up");
        }
        files.forEach(Blocks::close);
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private interface Write {
        void to(DataOutputStream out) throws IOException;
    }

    /** What fails is told once all others are written: events go on meanwhile, and are not to fail. */
    private final class Blocks implements BlockSink {

        private final int group;
        private DataOutputStream out;

        private Blocks(int group) {
            this.group = group;
        }

        @Override
        public void accept(byte[] bytes, int length) {
            write(to -> {
                to.writeInt(length);
                to.writeInt(checksum(bytes, length));
                to.write(bytes, 0, length);
            });
        }

        private void finish() {
            write(to -> {
                to.writeInt(END);
                to.close();
            });
        }

        private void close() {
            try {
                if (out != null) {
                    out.close();
                }
            } catch (IOException | RuntimeException e) {
                // what it holds is not used
            }
        }

        private void write(Write write) {
            if (failure != null) {
                return;
            }
            try {
                if (out == null) {
                    out = new DataOutputStream(
                            Objects.requireNonNull(streams.apply(group), "the stream of a key group is null"));
                }
                write.to(out);
            } catch (IOException | RuntimeException e) {
                failure = new IOException("key group " + group + " cannot be written: " + SafeText.message(e), e);
            }
        }

        @Override
        public long pendingBytes() {
            return 0;
        }
    }

    /** Reads one of them. */
    static BlockReader reader(InputStream stream, long snapshot) {
        return new Reader(new DataInputStream(stream), snapshot);
    }

    private static final class Reader implements BlockReader {

        private final DataInputStream in;
        private final long snapshot;
        private int block = -1;

        private Reader(DataInputStream in, long snapshot) {
            this.in = in;
            this.snapshot = snapshot;
        }

        @Override
        public byte[] next() throws IOException {
            block++;
            int length = readInt();
            if (length == END) {
                return null;
            }
            int checksum = readInt();
            if (length < 0 || length > 2 * MOST_BYTES_OF_A_RECORD) {
                throw damaged("a block of " + length + " bytes");
            }
            byte[] bytes = in.readNBytes(length);
            if (bytes.length < length || checksum(bytes, length) != checksum) {
                throw damaged(bytes.length < length ? "it ends within a block" : "the checksum of the block is wrong");
            }
            return bytes;
        }

        private int readInt() throws IOException {
            try {
                return in.readInt();
            } catch (EOFException e) {
                throw DamagedSnapshotException.at(place(), snapshot, "it ends too early", e);
            }
        }

        private IOException damaged(String how) {
            return DamagedSnapshotException.at(place(), snapshot, how, null);
        }

        /** Not known before it has been read. */
        @Override
        public long bytesLeft() {
            return Long.MAX_VALUE / 2;
        }

        @Override
        public String place() {
            return "the keyed state of a key group (block " + Math.max(0, block) + ")";
        }

        @Override
        public long snapshot() {
            return snapshot;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
