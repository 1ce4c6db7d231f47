package io.millrace.state.store;

import java.io.Closeable;
import java.io.IOException;

/** Reads the records of a file, one by one. Confined to one thread. */
public final class RecordReader implements Closeable {
    private final BlockReader blocks;

    /** A reader of one file, which it closes. */
    public RecordReader(BlockReader blocks) {
        this.blocks = blocks;
    }

    /**
     * Goes to the next record.
     *
     * @return false behind the last one, when the file has proved undamaged
     * @throws IOException when the file is damaged or cannot be read
     */
    public boolean next() throws IOException {
        return blocks.next() != null;
    }

    /** The operator whose state the current record is about. */
    public String operator() {
        return "";
    }

    /** The name of the state that the current record is about. */
    public String state() {
        return "";
    }

    @Override
    public void close() throws IOException {
        blocks.close();
    }
}
