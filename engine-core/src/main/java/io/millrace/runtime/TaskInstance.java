package io.millrace.runtime;

import io.millrace.operator.TaskContext;
import io.millrace.runtime.metrics.MetricSet;
import io.millrace.state.store.Disk;
import io.millrace.time.Clock;

/** An instance of an operator, source or sink. */
public record TaskInstance(
        String job,
        int attempt,
        String operator,
        int subtask,
        int parallelism,
        Clock clock,
        Disk disk,
        MetricSet metrics)
        implements TaskContext {

    /** An instance with metrics of its own. */
    public TaskInstance(
            String job, int attempt, String operator, int subtask, int parallelism, Clock clock, Disk disk) {
        this(job, attempt, operator, subtask, parallelism, clock, disk, new MetricSet(operator, subtask));
    }
}
