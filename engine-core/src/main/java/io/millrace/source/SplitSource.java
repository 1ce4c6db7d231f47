package io.millrace.source;

import io.millrace.operator.TaskContext;

/**
 * A source whose events are in splits that can be read side by side: partitions of a topic, files of a directory. They may
 * come while the job runs, and each may end. The engine has them found, deals them to the readers, reads those of a reader in turns, and keeps in snapshots
 * where each is and how far event time has come in it: by its id, so that a job goes on with any parallelism.
 *
 * <p>Where timestamps are given directly behind the source, or behind operators that are fused with it, each split has a
 * watermark of its own, so that none makes the events of another late. A reader that has no split is idle.
 *
 * @param <T> the events
 */
public interface SplitSource<T> extends Source<T> {

    /** The most readers of one source. */
    int MOST_READERS = 128;

    /**
     * Makes what finds the splits; once for all readers of an attempt at the job.
     *
     * @param context of the reader that comes first
     * @return a new finder
     * @throws Exception fails the job, naming this source
     */
    SplitFinder finder(TaskContext context) throws Exception;

    /**
     * Makes the reader of a {@linkplain SourceContext#split() split}, which begins at its {@linkplain
     * SourceContext#startPosition start position}. What the splits of a task have in common, such as a connection, they {@linkplain
     * SourceContext#shared share}.
     *
     * @param context what the engine offers to the reader of the split
     * @return a new reader; where {@link #blocking} says so it may wait, during which the other splits of the task are not read
     * @throws Exception fails the job, naming this source
     */
    @Override
    SourceReader<T> open(SourceContext context) throws Exception;

    /**
     * How many splits a task reads at a time. What there is beyond that waits until one has ended, and does not hold
     * event time back meanwhile.
     *
     * @return at least 1; all of them unless overridden
     */
    default int splitsAtOnce() {
        return Integer.MAX_VALUE;
    }

    @Override
    default int maxParallelism() {
        return MOST_READERS;
    }
}
