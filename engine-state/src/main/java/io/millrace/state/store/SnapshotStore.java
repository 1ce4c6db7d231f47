package io.millrace.state.store;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Where the snapshots of one job are kept. A snapshot exists from {@link #publish} on: what was written before is
 * nothing without it.
 *
 * <p>What a method throws while a snapshot is taken, be it an Error, fails that snapshot and not the job, and so does
 * null in place of an answer. An IOException should say what is wrong and what can be done.
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
     * The latest of them. A store that is asked for it need not read the others.
     *
     * @return empty when there is none
     * @throws IOException as {@link #manifests}
     */
    default Optional<Manifest> latest() throws IOException {
        return manifests().stream().reduce((earlier, later) -> later);
    }

    /**
     * The number of the oldest of them. A store that is asked for it need not read any.
     *
     * @return 0 when there is none
     * @throws IOException as {@link #manifests}
     */
    default long oldest() throws IOException {
        return manifests().stream().mapToLong(Manifest::id).min().orElse(0);
    }

    /**
     * Gives a number to an attempt at the job, by which what it leaves elsewhere, in a broker say, is told from what others
     * have left. It is safe when this returns: no later call gives it again, whatever crashes.
     *
     * @return 1 for the first in this place, and more than ever before for each later one
     * @throws IOException when it could not be made safe
     */
    int beginAttempt() throws IOException;

    /**
     * Begins a file of a snapshot that is not yet published.
     *
     * @param file 1 to 100 letters, digits, dots, underscores and hyphens
     */
    BlockWriter create(long snapshot, String file) throws IOException;

    /** Opens a file. */
    BlockReader open(FileRef file) throws IOException;

    /**
     * Whether a file is there, as far as can be told without reading it.
     *
     * @throws IOException when that cannot be told
     */
    boolean has(FileRef file) throws IOException;

    /**
     * Makes a snapshot exist, all at once; its files are finished. It is safe when this returns.
     *
     * @throws IOException when the disk fails. Whether the snapshot exists is then open: it may do so after a crash, and
     *     no more once a later one is published. Also when one of its files, or of those before it that it needs, is not
     *     there any more
     * @throws IllegalArgumentException when its number does not exceed that of the latest, or when it needs a file that
     *     is neither finished nor part of a snapshot
     */
    void publish(Manifest manifest) throws IOException;

    /**
     * Deletes unnamed snapshots but the latest ones, and every file that no snapshot needs any more, but for those of
     * the snapshot that is being written.
     *
     * @param latest how many unnamed ones to keep, at least 1
     */
    void retain(int latest) throws IOException;

    /**
     * Gives up what was begun and not published, and deletes every file that no snapshot needs, whoever has left it.
     *
     * @throws IOException when not all of it could be deleted; the next call tries again
     */
    void discard() throws IOException;

    /** For errors: where the manifest of a snapshot is. */
    default String placeOf(Manifest manifest) {
        return "snapshot " + manifest.id() + " in " + this;
    }

    /** For people: where it is. */
    @Override
    String toString();

    /** Lets others open it. */
    @Override
    void close() throws IOException;
}
