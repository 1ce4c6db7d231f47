package io.millrace.runtime.task;

import io.millrace.metrics.Metrics;
import io.millrace.runtime.JobContext;
import io.millrace.runtime.flight.LateFlight;
import io.millrace.runtime.metrics.LateWatch;
import io.millrace.runtime.metrics.MetricSet.Count;

/** How many rows come to a stage, and how many of them late: told to the watch over all tasks, once per batch. */
final class LateRows {

    private final LateWatch watch;
    private final Count late;

    /** Events that came as part of the row of another; null where none do. */
    private final Count combined;

    private long combinedBefore;
    private long lateBefore;

    private LateRows(LateWatch watch, Count late, Count combined) {
        this.watch = watch;
        this.late = late;
        this.combined = combined;
    }

    /** Of the operator of a node, which has opened; null where nothing is ever late. */
    static LateRows of(int node, StageContext context, TaskResources task) {
        Count late = context.metrics().count(Metrics.LATE);
        if (late == null) {
            return null;
        }
        JobContext job = task.environment().job();
        LateWatch watch = task.environment()
                .meter()
                .lateWatch(node, context.operator(), new LateFlight(job.name(), context.operator(), job.clock()));
        return new LateRows(watch, late, context.metrics().count(Metrics.COMBINED));
    }

    void took(int rows) {
        watch.took(rows);
    }

    /** The operator is done with those that came. */
    void processed(long watermark) {
        if (combined != null && combined.value() > combinedBefore) {
            watch.took(combined.value() - combinedBefore);
            combinedBefore = combined.value();
        }
        if (late.value() > lateBefore) {
            watch.dropped(late.value() - lateBefore, watermark);
            lateBefore = late.value();
        }
    }
}
