package io.millrace.operator;

import io.millrace.time.WatermarkStatus;
import java.util.Objects;

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
public record SplitStatus(
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
