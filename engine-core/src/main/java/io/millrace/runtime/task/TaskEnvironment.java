package io.millrace.runtime.task;

import io.millrace.runtime.JobContext;
import io.millrace.runtime.JobControl;
import io.millrace.runtime.metrics.JobMeter;
import io.millrace.runtime.snapshot.Commits;
import io.millrace.runtime.snapshot.RestoredState;
import io.millrace.runtime.snapshot.SnapshotCoordinator;
import java.util.Optional;

/**
 * What the tasks of an attempt work with.
 *
 * @param snapshots takes the parts of snapshots, if there are any
 * @param commits what commits with snapshots for sinks; with those that are not aligned, too, or lines would be lost
 */
public record TaskEnvironment(
        JobContext job,
        JobControl control,
        RestoredState restored,
        Optional<SnapshotCoordinator> snapshots,
        Commits commits,
        JobMeter meter) {}
