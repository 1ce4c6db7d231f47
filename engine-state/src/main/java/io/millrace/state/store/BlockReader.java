package io.millrace.state.store;

import java.io.Closeable;
import java.io.IOException;

/** Reads a file of a snapshot, block by block, and checks it. Confined to one thread. */
public interface BlockReader extends Closeable {

    /**
     * The next block, as long as what was written.
     *
     * @return null behind the last one, when all of the file has proved undamaged
     * @throws IOException when the file is damaged or cannot be read; it names the file and the place
     */
    byte[] next() throws IOException;

    /** How many bytes the blocks still to come have, at most. */
    long bytesLeft();

    /** For errors: the file, and where in it the block is that was returned last. */
    String place();

    /** The number of the snapshot that wrote the file. */
    long snapshot();
}
