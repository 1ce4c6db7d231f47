package io.millrace.operator;

import io.millrace.time.EventTime;
import io.millrace.time.WatermarkStatus;
import java.util.List;
import java.util.Objects;

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

    /**
     * What an operator that makes watermarks knows about one split of its source, for diagnosis.
     *
     * @param split its id; null where the source has no splits
     * @param strategy how its watermark is made, for people
     * @param newest the highest timestamp seen, epoch milliseconds; {@link io.millrace.time.EventTime#NONE} before the first
     * @param watermark its watermark, {@link io.millrace.time.EventTime#NONE} before the first
     * @param status whether it is waited for
     * @param silentNanos for how long no row has come from it, on the clock of {@link
     *     io.millrace.time.Watermarks#idleAfter}; 0 where no timeout asks for it
     * @param idleNanos the silence after which it is idle, {@link Long#MAX_VALUE} for never
     */
    record SplitStatus(
            String split,
            String strategy,
            long newest,
            long watermark,
            WatermarkStatus status,
            long silentNanos,
            long idleNanos) {

        /** Checks that nothing is missing. */
        public SplitStatus {
            Objects.requireNonNull(strategy, "strategy");
            Objects.requireNonNull(status, "status");
        }
    }
}
