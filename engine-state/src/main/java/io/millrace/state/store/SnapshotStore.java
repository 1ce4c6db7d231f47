package io.millrace.state.store;

import java.io.IOException;
import java.util.List;

/**
 * Where the snapshots of one job are kept. A snapshot exists from {@link #publish} on: what was written before is
 * nothing without it.
 *
 * <p>An open store is the only one that writes in its place. {@link #open} may be called from any thread, the other
 * methods from one at a time.
 */
public interface SnapshotStore extends AutoCloseable {

    /**
     * The snapshots that there are, by ascending number.
     *
     * @throws IOException when one is damaged; it names the file and says what can be done
     */
    List<Manifest> manifests() throws IOException;

    /**
     * Begins a file of a snapshot that is not yet published.
     *
     * @param file 1 to 100 letters, digits, dots, underscores and hyphens
     */
    BlockWriter create(long snapshot, String file) throws IOException;

    /** Opens a file. */
    BlockReader open(FileRef file) throws IOException;

    /**
     * Makes a snapshot exist, all at once; its files are finished. It is safe when this returns.
     *
     * @throws IOException when the disk fails. Whether the snapshot exists is then open: it may do so after a crash, and
     *     no more once a later one is published
     * @throws IllegalArgumentException when its number does not exceed that of the latest, or when it needs a file that
     *     is neither finished nor part of a snapshot
     */
    void publish(Manifest manifest) throws IOException;

    /**
     * Deletes unnamed snapshots but the latest ones, and every file that no snapshot needs any more. Also removes what
     * was never published.
     *
     * @param latest how many unnamed ones to keep, at least 1
     */
    void retain(int latest) throws IOException;

    /** For people: where it is. */
    @Override
    String toString();

    /** Lets others open it. */
    @Override
    void close() throws IOException;
}
