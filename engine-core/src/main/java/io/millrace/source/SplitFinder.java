package io.millrace.source;

import java.util.Set;

/**
 * Finds the splits of a source: one for all its readers and one attempt at the job. Not called by two threads at a time; by
 * any of those that fetch.
 */
public interface SplitFinder {

    /**
     * Looks for splits: before anything is read, and again when the time for it has come. It may wait only where the source
     * {@linkplain Source#blocking() blocks}, and not for splits to appear.
     *
     * <p>It tells all there are, those that it told before included. One that the job does not have yet is given to the
     * reader that has fewest; what has been told stays, whether it is told again or not. A split that has ended is remembered, in snapshots too, for as
     * long as it is told: when it is not any more, because its file was moved away, say, one of the same id is new.
     *
     * @param known the ids of the splits that the job has, those that have ended and are remembered included; empty when the
     *     job begins, and where none have been found yet. A view, for this call only
     * @return the splits
     * @throws Exception fails the job, naming the source
     */
    Splits find(Set<String> known) throws Exception;

    /**
     * The job goes on from a snapshot that this source is in; told once, ahead of the first {@link #find}, and not when the source begins. So what is found is what has come since, also where that snapshot has no split: what a
     * finder does at the beginning alone, such as to begin at the end of what there is, it does not do again. Snapshots are taken only when splits have been looked for.
     *
     * @param ended the ids of the splits that the snapshot remembers as ended; maybe none
     * @throws Exception fails the job, naming the source
     */
    default void onRestore(Set<String> ended) throws Exception {}

    /**
     * A split has been read to its end, in this attempt; told ahead of the next {@link #find}, and not at all when there is none.
     *
     * @param split its id
     * @param position where its reader was then; null for one that cannot replay
     * @throws Exception fails the job, naming the source
     */
    default void onEnd(String split, Object position) throws Exception {}

    /**
     * Nobody needs a split any more: each snapshot that is kept has its end, those with a name included. So what it was read from, such as a file, may go for good. Told
     * between two calls of the other methods, and ahead of {@link #close}; late rather than early. Once in an attempt at the job, and again in the next one while the split is remembered,
     * since a crash may have come before what was done for it. Not told in a job without snapshots, nor by a host that does not know which ones are kept.
     *
     * @param split its id
     * @throws Exception fails the job, naming the source
     */
    default void onUnneeded(String split) throws Exception {}

    /**
     * Releases what it holds; called once, when all readers have closed.
     *
     * @throws Exception is added to the job's failure, or fails it
     */
    default void close() throws Exception {}
}
