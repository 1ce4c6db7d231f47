package io.millrace.testing;

import io.millrace.state.store.BlockReader;
import io.millrace.state.store.BlockSink;
import io.millrace.state.store.Manifest.Part;
import io.millrace.state.store.RecordReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * The state of an operator of an {@link OperatorHarness} as bytes, as it was when a barrier passed; and what the
 * harness had seen of the operator by then. Immutable; good for any number of restores.
 */
public final class OperatorSnapshot {

    /** The blocks of the files of keyed state, the whole one first. */
    private final List<List<byte[]>> files;

    private final long number;
    private final Part part;
    private final HarnessContext.Seen seen;

    OperatorSnapshot(long number, List<List<byte[]>> files, Part part, HarnessContext.Seen seen) {
        this.number = number;
        this.files = List.copyOf(files);
        this.part = part;
        this.seen = seen;
    }

    /**
     * How many bytes of keyed state the snapshot consists of, those of its predecessors included that it needs.
     *
     * @return the number of bytes, not negative
     */
    public long bytes() {
        return files.stream()
                .flatMap(List::stream)
                .mapToLong(block -> block.length)
                .sum();
    }

    /** What the operator was told it is. */
    long number() {
        return number;
    }

    HarnessContext.Seen seen() {
        return seen;
    }

    List<RecordReader> readers() {
        return files.stream().map(file -> new RecordReader(new Blocks(file))).toList();
    }

    /** What is not keyed. */
    Part part() {
        return part;
    }

    /** Takes the blocks of a file. */
    static final class File implements BlockSink {

        private final List<byte[]> blocks = new ArrayList<>();

        @Override
        public void accept(byte[] bytes, int length) {
            blocks.add(Arrays.copyOf(bytes, length));
        }

        @Override
        public long pendingBytes() {
            return 0;
        }

        List<byte[]> blocks() {
            return List.copyOf(blocks);
        }
    }

    private static final class Blocks implements BlockReader {

        private final Iterator<byte[]> blocks;
        private long left;

        Blocks(List<byte[]> blocks) {
            this.left = blocks.stream().mapToLong(block -> block.length).sum();
            this.blocks = blocks.iterator();
        }

        @Override
        public byte[] next() {
            if (!blocks.hasNext()) {
                return null;
            }
            byte[] block = blocks.next();
            left -= block.length;
            return block;
        }

        @Override
        public long bytesLeft() {
            return left;
        }

        @Override
        public String place() {
            return "a snapshot of the harness";
        }

        @Override
        public long snapshot() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
