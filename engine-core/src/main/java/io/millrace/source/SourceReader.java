package io.millrace.source;

import io.millrace.operator.Batch;

/**
 * Reads the events of one task, or of one split of a {@link SplitSource}. All methods are called by one thread: the task's, or the one that fetches for it when
 * the source is {@linkplain Source#blocking() blocking}.
 *
 * @param <T> the events
 */
public interface SourceReader<T> {

    /**
     * Appends events to a batch, until the batch is full or nothing more is there now. Only a blocking source may wait,
     * and then for no longer than until the first event; it returns what it has rather than waiting for more. One that has got on without an event, past
     * what is not for it, says {@link Fetch#MORE}, so that snapshots have its {@link #position}.
     *
     * @param batch an empty batch
     * @return whether more may be there at once, later, or never
     * @throws Exception fails the job, naming the source
     */
    Fetch fetch(Batch<T> batch) throws Exception;

    /**
     * The position behind the last event fetched, from which a later run could go on. Part of snapshots. Called behind
     * fetches by the thread that fetches; what was returned is not changed any more, and written by another thread.
     *
     * @return the position: a {@link Long}, a {@link String}, a {@code byte[]}, or a list of these or of such lists; or
     *     null when the source cannot replay, or begins anew when it has not read anything: one that begins at the end of what there is has a position from the
     *     first call on, or a job that goes on would miss what came meanwhile
     */
    default Object position() {
        return null;
    }

    /**
     * The job was asked to end. A reader that holds events which nobody could read again, because users pushed them, say,
     * takes no more of them and is fetched from until {@link Fetch#END}. Not called for a blocking source that is {@linkplain Source#interruptible interruptible}: its thread is
     * interrupted, and what it has fetched by then is delivered.
     *
     * @return whether to go on fetching; false, which ends the stream at once, unless overridden
     */
    default boolean stop() {
        return false;
    }

    /**
     * The job was asked to end for good: its data end with this source's, all windows fire, and a job that goes on from the snapshot at its end reads nothing more. Called in place of {@link #stop}: a reader
     * that leaves there to a later run what it has not read may have to read it now.
     *
     * @return whether to go on fetching; what {@link #stop} returns unless overridden
     */
    default boolean drain() {
        return stop();
    }

    /**
     * A snapshot is complete that has a {@link #position} of this reader: it is what the job goes on from if it fails now, and
     * what only earlier ones needed may go; offsets can be committed to a broker, say. Called by the thread that fetches,
     * between two fetches.
     *
     * <p>Told at least once, maybe late, when the next one has begun. Numbers ascend. One that a failure, or a long
     * {@link #fetch}, kept from being told is covered by the next: of those that have become complete while a reader was
     * blocked, the last is told. A job that goes on from a snapshot tells that one when everything has opened.
     * So whatever is done for a snapshot has to be done for all before it, and may be done again. A reader that has closed, as
     * that of a blocking source has when its job is told to stop, is told nothing. That of a split that has ended is told of the snapshot that has its end, and
     * closed then; where this is not overridden it is closed when it has ended.
     *
     * @param snapshot its number
     * @param position the position of this reader that the snapshot has, which need not be the last one that it gave; at
     *     the beginning of a run, its {@linkplain SourceContext#startPosition start position}; null where there is none
     * @throws Exception fails the job
     */
    default void onSnapshotComplete(long snapshot, Object position) throws Exception {}

    /**
     * A snapshot was given up, and the job goes on without it. Called as {@link #onSnapshotComplete} is, also for one that
     * has no position of this reader; it covers all before it that nothing was told of. Not told when the job fails
     * meanwhile: what an instance has not been told of when it closes is undecided, and its number may come again for
     * another snapshot.
     *
     * @param snapshot its number
     * @throws Exception fails the job
     */
    default void onSnapshotAborted(long snapshot) throws Exception {}

    /**
     * How far the reader is behind what there is to be read. Asked when somebody reads metrics, on the thread of whoever reads: it looks at
     * what is safe to look at from there, such as a volatile field, and neither blocks nor throws. A reader that knows its lag says so
     * from the beginning: one that tells {@link Lag#UNKNOWN} when it has opened may not be asked again. The sum of the records of
     * all splits, and the longest of their times, are {@link io.millrace.metrics.JobMetrics#lagRecords} and {@link
     * io.millrace.metrics.JobMetrics#lagMillis}.
     *
     * @return the lag; {@link Lag#UNKNOWN} unless overridden
     */
    default Lag lag() {
        return Lag.UNKNOWN;
    }

    /**
     * Releases what the reader holds; called exactly once.
     *
     * @throws Exception is added to the job's failure, or fails it
     */
    default void close() throws Exception {}

    /**
     * How far reading is behind what there is to be read.
     *
     * @param records how many records are there that have not been read; negative where that is not known
     * @param millis for how long the next of them has been there, or will have been by the clock of whoever wrote it, milliseconds; 0
     *     where there is none, negative where that is not known
     */
    record Lag(long records, long millis) {

        /** Nothing is known. */
        public static final Lag UNKNOWN = new Lag(-1, -1);

        /** Whether anything is known. */
        public boolean isKnown() {
            return records >= 0 || millis >= 0;
        }

        /**
         * Where only the number is known.
         *
         * @param records how many there are
         * @return that lag
         */
        public static Lag records(long records) {
            return new Lag(records, -1);
        }

        /**
         * Where only the time is known.
         *
         * @param millis for how long the next record has been there
         * @return that lag
         */
        public static Lag millis(long millis) {
            return new Lag(-1, millis);
        }
    }
}
