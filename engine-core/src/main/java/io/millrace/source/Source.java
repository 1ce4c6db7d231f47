package io.millrace.source;

import io.millrace.state.serde.Type;
import io.millrace.state.store.Disk;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where events come from: a description that makes one reader per parallel task, or per split where it is a {@link SplitSource}. Immutable, or at least safe to be
 * asked for readers by several jobs.
 *
 * @param <T> the events
 */
public interface Source<T> extends Serializable {

    /**
     * Makes the reader of one task; called on the thread that will call the reader.
     *
     * @param context what the engine offers to the reader
     * @return a new reader
     * @throws Exception fails the job, naming this source
     */
    SourceReader<T> open(SourceContext context) throws Exception;

    /**
     * Whether reading may block, on a disk or a network, say. A blocking reader gets a thread of its own that does
     * nothing but fetch; it is interrupted when the job is cancelled.
     *
     * @return whether it may block; false unless overridden
     */
    default boolean blocking() {
        return false;
    }

    /**
     * Whether the thread of a blocking source is interrupted when the job is told to end. A source that never waits for events, but only for a disk, say, where an interrupt would close
     * the file, has its readers told instead, by {@link SourceReader#stop} or {@link SourceReader#drain}, as those of a source that does not block: within a moment, when
     * {@link SourceReader#fetch} has returned.
     *
     * @return whether it is interrupted; true unless overridden. Of no meaning where the source does not block
     */
    default boolean interruptible() {
        return true;
    }

    /**
     * Whether events happen as they are read, so that silence means that there are none. Streams of live sources are
     * idle after a minute of silence unless their watermarks say otherwise.
     *
     * @return whether it is live; false unless overridden
     */
    default boolean live() {
        return false;
    }

    /**
     * The type of the events, which snapshots need where state holds events.
     *
     * @return the type; null unless overridden, where it is not known
     */
    default Type<T> eventType() {
        return null;
    }

    /**
     * Why the source can be read in this JVM alone: a copy of it, which a graph has that was serialized, would not do what
     * this one does.
     *
     * @return the reason, in words; empty unless overridden
     */
    default Optional<String> whyNotPortable() {
        return Optional.empty();
    }

    /**
     * The files that it reads: a job whose sink writes one of them is refused, since the one would empty it or read for ever what the other has written.
     *
     * @return files; of a directory, all files in it whose names do not begin with a dot. None unless overridden
     */
    default List<Path> files() {
        return List.of();
    }

    /**
     * The most readers that can share the work.
     *
     * @return at least 1, which is what it is unless overridden
     */
    default int maxParallelism() {
        return 1;
    }

    /**
     * Divides the positions of a snapshot among another number of readers, so that what was read is not read again and
     * nothing is left out. Called before any reader opens, when a job goes on from a snapshot.
     *
     * @param positions those of the readers that there were, by their subtask; none null
     * @param readers how many there are now, at least 1
     * @return a position for each of them, by its subtask; a null is to start at the beginning
     * @throws IllegalStateException when that cannot be done, as it is unless the number is the same or this is overridden
     */
    default List<Object> redistribute(List<Object> positions, int readers) {
        if (positions.size() == readers) {
            return positions;
        }
        throw new IllegalStateException("the snapshot has the positions of " + positions.size() + " readers, which this"
                + " source cannot divide among " + readers + ": keep .parallelism(" + positions.size()
                + ") right behind the source");
    }

    /**
     * Called by a {@link io.millrace.testing.Simulation} where a process begins, at first and after each crash, and by nobody else: whatever the source has kept in memory or open of an earlier process is
     * gone, its files are on that disk, and what it would have threads of its own do is done by its callers. For a source that keeps something besides its readers; it does nothing unless overridden.
     *
     * @param disk the disk of the simulation
     */
    default void simulate(Disk disk) {}
}
