package io.millrace.runtime.task;

import io.millrace.edge.StepBudget;
import io.millrace.runtime.metrics.MetricSet.Count;
import io.millrace.runtime.metrics.TaskMeter;

/**
 * What the stages of a task share. Confined to the thread of the task.
 *
 * @param alarms what has the stages called by themselves
 */
record TaskResources(
        TaskEnvironment environment,
        StepBudget budget,
        TaskMeter meter,
        ProcessingTime processingTime,
        Alarms alarms,
        TaskSnapshots snapshots) {

    Port newPort(Port.Announcer announcer, Count rowsOut) {
        return new Port(budget, environment.job().settings().batchSize(), announcer, rowsOut);
    }
}
