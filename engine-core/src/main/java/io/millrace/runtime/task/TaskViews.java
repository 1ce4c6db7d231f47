package io.millrace.runtime.task;

import io.millrace.operator.Outstanding;
import io.millrace.runtime.metrics.TaskMeter;
import io.millrace.runtime.task.TaskView.KeyQuestion;
import io.millrace.runtime.task.TaskView.StageView;
import io.millrace.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Makes the {@link TaskView}s of a task, on its thread. */
final class TaskViews {

    private final ObservedTask task;
    private final TaskMeter meter;
    private final ProcessingTime processingTime;
    private final Clock clock;
    private final List<Stage> stages;
    private final TaskOutputs outputs;

    TaskViews(ObservedTask task, TaskResources resources, List<Stage> stages, TaskOutputs outputs) {
        this.task = task;
        meter = resources.meter();
        processingTime = resources.processingTime();
        clock = resources.environment().job().clock();
        this.stages = stages;
        this.outputs = outputs;
    }

    TaskView of(TaskState state, TaskView.Inputs inputs, Optional<KeyQuestion> question) {
        if (state == TaskState.RUNNING || state == TaskState.DRAINING) {
            // Waiting and being held back are measured from step to step, and the last one may be long ago.
            meter.stepBegins();
        }
        Optional<Outstanding> outstanding = Optional.empty();
        Map<Integer, StageView> views = new HashMap<>();
        for (Stage stage : stages) {
            views.put(stage.node(), stage.view());
            outstanding = outstanding.or(() -> question.flatMap(stage::outstanding));
        }
        return new TaskView(
                task,
                state,
                Instant.ofEpochMilli(processingTime.millis()),
                meter.rowsIn().value(),
                instant(meter.rowsSince()),
                outputs.blocking(),
                instant(meter.blockedSince()),
                inputs.edges(),
                inputs.watermark(),
                inputs.idle(),
                views,
                outstanding);
    }

    private Instant instant(long nanos) {
        return nanos == TaskMeter.NEVER
                ? null
                : Instant.ofEpochMilli(processingTime.millis() - TimeUnit.NANOSECONDS.toMillis(clock.nanos() - nanos));
    }
}
