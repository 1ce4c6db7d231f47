package io.millrace.examples.fraud;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What the program was asked to do.
 *
 * @param input the file to read, null for none
 * @param alerts where to write alerts, null for standard output
 * @param late where to write what is late, null for nowhere
 * @param rejects where to write what cannot be read, null to fail on it
 * @param parallelism the tasks of each rule, from 1 to 128
 * @param outOfOrderness how far transactions may be behind the newest one without being late
 * @param rate the most events per second, 0 for no limit
 * @param snapshots where to keep snapshots, null for none
 */
record FraudOptions(
        Path input,
        Path alerts,
        Path late,
        Path rejects,
        int parallelism,
        Duration outOfOrderness,
        long rate,
        SnapshotOptions snapshots) {

    static final int MAX_PARALLELISM = 128;
    static final Duration DEFAULT_OUT_OF_ORDERNESS = Duration.ofSeconds(30);

    static FraudOptions defaults() {
        return new FraudOptions(null, null, null, null, defaultParallelism(), DEFAULT_OUT_OF_ORDERNESS, 0, null);
    }

    static int defaultParallelism() {
        return Math.min(Runtime.getRuntime().availableProcessors(), MAX_PARALLELISM);
    }
}
