package io.millrace.runtime;

import java.util.Optional;

/**
 * What the tasks of an attempt work with.
 *
 * @param snapshots takes the parts of snapshots, if there are any
 */
record TaskEnvironment(
        JobContext job,
        JobControl control,
        RestoredState restored,
        Optional<SnapshotCoordinator> snapshots,
        JobMeter meter) {}
