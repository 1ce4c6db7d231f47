package io.millrace.operator;

import io.millrace.time.EventTime;
import java.util.List;

/**
 * The splits of the source in whose task an operator is, directly behind it or behind others that are fused with it: for operators
 * that make event time by split. Elsewhere, and where the source has no splits, all rows are of one that has no id and does not
 * end. Confined to the task's thread.
 */
public interface SourceSplits {

    /**
     * The split that the rows come from that are being processed.
     *
     * @return the number that it was {@linkplain Follower#onSplit told} with
     */
    int current();

    /**
     * Has an operator told of the splits; to be called when it opens.
     *
     * @param follower is told of those there are, and from then on of what changes, between two steps of the task
     * @throws Exception what the follower throws
     */
    void follow(Follower follower) throws Exception;

    /**
     * Tells how far event time has come in a split, so that none gets further ahead of the others than it should, over all readers of the source: as
     * long as it is, it is not read.
     *
     * @param split its number
     * @param watermark its watermark, {@link io.millrace.time.EventTime#NONE} before the first, {@link
     *     io.millrace.time.EventTime#MAX} for one that no other waits for
     * @param maxDrift how far it may be ahead of the one that is furthest behind, milliseconds
     */
    void align(int split, long watermark, long maxDrift);

    /**
     * Whether a split is not read for now, because it is ahead of others.
     *
     * @param split its number
     * @return whether it is held back
     */
    boolean isHeld(int split);

    /** An operator that makes event time by split. */
    interface Follower {

        /**
         * There is a split.
         *
         * @param split its number, from 0, as small as may be; that of one that has ended comes again
         * @param id its id; null where there are no splits
         * @throws Exception fails the job
         */
        void onSplit(int split, String id) throws Exception;

        /**
         * A split has ended: no rows of it come any more.
         *
         * @param split its number
         * @throws Exception fails the job
         */
        void onEnd(int split) throws Exception;

        /**
         * All splits have been told that there are at the beginning: if there are none, no event is to be waited for.
         *
         * @throws Exception fails the job
         */
        void onBegin() throws Exception;

        /**
         * What it knows of the splits, for diagnosis.
         *
         * @return those that have not ended, by their numbers
         */
        List<SplitStatus> statuses();

        /**
         * What the operator had told of event time when it had come to its end before the snapshot that it goes on from.
         *
         * @return the watermark, or {@link EventTime#NONE} where it is not known
         */
        default long toldBeforeEnd() {
            return EventTime.NONE;
        }
    }
}
