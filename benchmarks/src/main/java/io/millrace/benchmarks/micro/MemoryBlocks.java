package io.millrace.benchmarks.micro;

import io.millrace.state.store.BlockReader;
import io.millrace.state.store.BlockSink;
import io.millrace.state.store.RecordReader;
import io.millrace.state.store.RecordWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** A file of a snapshot in memory. */
final class MemoryBlocks implements BlockSink {
    private static final int BLOCK_BYTES = 64 << 10;
    private static final long NO_LIMIT = Integer.MAX_VALUE;

    private final List<byte[]> blocks = new ArrayList<>();
    private long bytes;

    RecordWriter writer() {
        return new RecordWriter(BLOCK_BYTES, NO_LIMIT, this);
    }

    /** A writer of which nothing is kept. */
    static RecordWriter forgetful() {
        return new RecordWriter(BLOCK_BYTES, NO_LIMIT, new BlockSink() {
            @Override
            public void accept(byte[] bytes, int length) {}

            @Override
            public long pendingBytes() {
                return 0;
            }
        });
    }

    @Override
    public void accept(byte[] block, int length) {
        blocks.add(Arrays.copyOf(block, length));
        bytes += length;
    }

    @Override
    public long pendingBytes() {
        return 0;
    }

    long bytes() {
        return bytes;
    }

    RecordReader reader() {
        Iterator<byte[]> next = blocks.iterator();
        return new RecordReader(new BlockReader() {
            @Override
            public byte[] next() {
                return next.hasNext() ? next.next() : null;
            }

            @Override
            public long bytesLeft() {
                return bytes;
            }

            @Override
            public String place() {
                return "memory";
            }

            @Override
            public long snapshot() {
                return 1;
            }

            @Override
            public void close() {}
        });
    }
}
