package io.millrace.snapshot;

import java.time.Duration;
import java.util.Optional;

/**
 * What has become of the snapshots of a job since it was started, over all its restarts.
 *
 * @param completed how many are safe
 * @param took how long those took together
 * @param bytes what was written for those together
 * @param failed how many could not be taken
 * @param restarts how often the job has been restarted
 * @param brokenChains how often files of earlier snapshots were found gone or changed while the job ran, so that all
 *     state was written anew; until that was done nothing could have been restored
 * @param latest the latest complete one, of this run
 * @param restored the one that the job went on from last; empty when it began at the beginning
 * @param latestFailure why the latest one failed; empty when the latest one is complete
 */
public record SnapshotMetrics(
        long completed,
        Duration took,
        long bytes,
        long failed,
        int restarts,
        long brokenChains,
        Optional<SnapshotInfo> latest,
        Optional<SnapshotInfo> restored,
        Optional<String> latestFailure) {

    /** The metrics of a job without snapshots. */
    public static final SnapshotMetrics NONE =
            new SnapshotMetrics(0, Duration.ZERO, 0, 0, 0, 0, Optional.empty(), Optional.empty(), Optional.empty());
}
