package io.millrace.state.store;

import java.io.Closeable;
import java.io.IOException;

/** Writes a new file of a snapshot, block by block. Confined to one thread. */
public interface BlockWriter extends Closeable {

    /** Writes a block; what is in the array may change afterwards. */
    void write(byte[] bytes, int length) throws IOException;

    /** Ends the file and has it reach the disk. */
    FileRef finish() throws IOException;

    /** Releases the file; one that was not finished belongs to no snapshot. */
    @Override
    void close() throws IOException;
}
