package io.millrace.runtime.task;

import io.millrace.edge.StepBudget;
import io.millrace.runtime.metrics.MetricSet.Count;
import io.millrace.runtime.metrics.TaskMeter;

/**
 * What the stages of a task share. Confined to the thread of the task.
 *
 * @param wakeUp what the stages have asked for together
 */
record TaskResources(
        TaskEnvironment environment,
        StepBudget budget,
        TaskMeter meter,
        ProcessingTime processingTime,
        WakeUp wakeUp,
        TaskSnapshots snapshots) {

    Port newPort(Port.Announcer announcer, Count rowsOut) {
        return new Port(budget, environment.job().settings().batchSize(), announcer, rowsOut);
    }
}
