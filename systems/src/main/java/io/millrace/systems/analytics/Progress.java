package io.millrace.systems.analytics;

import io.millrace.metrics.JobMetrics;
import io.millrace.metrics.OperatorMetrics;
import io.millrace.snapshot.SnapshotMetrics;
import java.util.Map;

/**
 * How the job gets on.
 *
 * @param millis when that was, by the clock
 * @param hits how many it has taken since it was started
 * @param behindMillis for how long the next one has been there
 * @param waiting how many are there that it has not taken
 * @param late how many came too late to be counted
 * @param snapshots what has become of its snapshots
 * @param archive what has been written
 */
record Progress(
        long millis, long hits, long behindMillis, long waiting, long late, Snapshots snapshots, Archive archive) {

    /** Before the first look. */
    static final Progress NOT_BEHIND = new Progress(0, 0, 0, 0, 0, new Snapshots(0, 0, 0, 0), new Archive(0, 0));

    private static final OperatorMetrics NOTHING = new OperatorMetrics(Map.of(), Map.of(), Map.of());

    /**
     * What has become of its snapshots.
     *
     * @param count how many are complete
     * @param tookMillis how long they took together
     * @param bytes how large they are together
     * @param failed how many could not be taken
     */
    record Snapshots(long count, long tookMillis, long bytes, long failed) {

        static Snapshots of(SnapshotMetrics metrics) {
            return new Snapshots(metrics.completed(), metrics.took().toMillis(), metrics.bytes(), metrics.failed());
        }
    }

    /**
     * What has been written.
     *
     * @param files how many files are whole
     * @param bytes what they have
     */
    record Archive(long files, long bytes) {

        static Archive of(OperatorMetrics metrics) {
            return new Archive(metrics.count("files"), metrics.count("bytes"));
        }
    }

    static Progress of(JobMetrics metrics) {
        return new Progress(
                metrics.asOf().toEpochMilli(),
                metrics.eventsIn(AnalyticsPipeline.HITS),
                metrics.lagMillis(AnalyticsPipeline.HITS).orElse(0),
                metrics.lagRecords(AnalyticsPipeline.HITS).orElse(0),
                metrics.late(),
                Snapshots.of(metrics.snapshots()),
                Archive.of(metrics.operators().getOrDefault(AnalyticsPipeline.ARCHIVE, NOTHING)));
    }

    int slot() {
        return AnalyticsPipeline.slot(millis);
    }
}
