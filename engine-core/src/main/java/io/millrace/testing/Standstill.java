package io.millrace.testing;

import io.millrace.metrics.JobMetrics;
import io.millrace.metrics.TaskMetrics;

/** Whether time passes and nothing happens but snapshots, which go on for ever by themselves. */
final class Standstill {

    private static final int LONGEST = 10_000;

    private long events = -1;
    private int times;

    /** Told each time that the clock has been moved on. */
    boolean lasts(JobMetrics metrics) {
        long now = metrics.snapshots().restarts();
        for (TaskMetrics task : metrics.tasks()) {
            now += task.eventsIn() + task.eventsOut();
        }
        times = now == events ? times + 1 : 0;
        events = now;
        return times > LONGEST;
    }
}
