package io.millrace.runtime.task;

import io.millrace.runtime.JobContext;
import io.millrace.runtime.JobControl;
import io.millrace.runtime.metrics.JobMeter;
import io.millrace.runtime.snapshot.CommitQueue;
import io.millrace.runtime.snapshot.RestoredState;
import io.millrace.runtime.snapshot.SnapshotCollector;
import io.millrace.state.table.KeyedStore;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the tasks of an attempt work with.
 *
 * @param snapshots takes the parts of snapshots, if there are any
 * @param commits where the writers of a sink leave what they prepare, by its name; null where it does not commit with
 *     snapshots. There are commits with those that are not aligned, too, or lines would be lost
 * @param stores where an operator keeps by key what is not in tables, by its label, if that is not on the heap
 */
public record TaskEnvironment(
        JobContext job,
        JobControl control,
        RestoredState restored,
        Optional<SnapshotCollector> snapshots,
        Function<String, CommitQueue<?>> commits,
        Function<String, Optional<KeyedStore>> stores,
        JobMeter meter) {}
