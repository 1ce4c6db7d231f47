package io.millrace.testing;

import io.millrace.state.serde.Serde;
import io.millrace.state.store.BlockReader;
import io.millrace.state.store.BlockSink;
import io.millrace.state.store.RecordReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The state of an operator of an {@link OperatorHarness} as bytes, as it was when a barrier passed; and what the harness
 * had seen of the operator by then. Immutable; good for any number of restores.
 */
public final class OperatorSnapshot {

    /** The blocks of the files of keyed state, the whole one first. */
    private final List<List<byte[]>> files;

    private final Map<String, List<byte[]>> lists;
    private final HarnessContext.Seen seen;

    OperatorSnapshot(List<List<byte[]>> files, Map<String, List<byte[]>> lists, HarnessContext.Seen seen) {
        this.files = List.copyOf(files);
        this.lists = Map.copyOf(lists);
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

    HarnessContext.Seen seen() {
        return seen;
    }

    List<RecordReader> readers() {
        return files.stream().map(file -> new RecordReader(new Blocks(file))).toList();
    }

    <E> List<E> elements(String list, Serde<E> serde) throws IOException {
        List<E> elements = new ArrayList<>();
        for (byte[] bytes : lists.getOrDefault(list, List.of())) {
            elements.add(serde.read(new DataInputStream(new ByteArrayInputStream(bytes))));
        }
        return elements;
    }

    static <E> List<byte[]> written(List<E> elements, Serde<E> serde) throws IOException {
        List<byte[]> written = new ArrayList<>();
        for (E element : elements) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            serde.write(element, new DataOutputStream(bytes));
            written.add(bytes.toByteArray());
        }
        return written;
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

        Blocks(List<byte[]> blocks) {
            this.blocks = blocks.iterator();
        }

        @Override
        public byte[] next() {
            return blocks.hasNext() ? blocks.next() : null;
        }

        @Override
        public void close() {}
    }
}
