package io.millrace.runtime.task;

import io.millrace.metrics.Metrics;
import io.millrace.operator.Outstanding;
import io.millrace.runtime.metrics.MetricSet;
import io.millrace.runtime.metrics.MetricSet.Count;
import io.millrace.runtime.metrics.TaskMeter;
import io.millrace.runtime.schedule.Unit;
import io.millrace.runtime.task.ObservedTask.KeptState;
import io.millrace.runtime.task.TaskView.KeyQuestion;
import io.millrace.runtime.task.TaskView.StageView;
import io.millrace.runtime.task.TaskView.TaskState;
import io.millrace.state.log.SafeText;
import io.millrace.state.table.Shown;
import io.millrace.state.time.Times;
import io.millrace.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

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
            views.put(stage.node(), view(stage));
            outstanding = outstanding.or(() -> question.flatMap(asked -> outstanding(stage, asked)));
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

    KeptState kept(TaskState state, KeyQuestion question) {
        Stage stage = stages.stream()
                .filter(each -> each.node() == question.window().node())
                .findFirst()
                .orElseThrow();
        Shown shown = new Shown();
        if (state == TaskState.RUNNING || state == TaskState.DRAINING) {
            stage.context().showState(question.key(), question.hash(), shown);
            stage.operator().show(question.key(), question.hash(), shown);
        }
        return new KeptState(state, stage.seen(), shown.entries(), shown.hasMore());
    }

    TaskBooks books(Optional<TaskBooks.Flow> source) {
        Map<Integer, TaskBooks.Flow> flows = new LinkedHashMap<>();
        stages.forEach(stage -> stage.books.flow(stage).ifPresent(flow -> flows.put(stage.node(), flow)));
        return new TaskBooks(task, source, flows, outputs.sent());
    }

    /** The answer of a task, which gives it between two steps; empty when it does not in time. */
    static <V> Optional<V> awaited(Future<V> answer, ObservedTask task, Duration patience) throws InterruptedException {
        try {
            return Optional.of(answer.get(Times.nanos(patience), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "task " + task.roleName() + " cannot say what it is at: " + e.getCause(), e.getCause());
        } finally {
            answer.cancel(false);
        }
    }

    private StageView view(Stage stage) {
        stage.context().measureState();
        MetricSet metrics = stage.context().metrics();
        return new StageView(
                stage.seen(),
                stage.announced(),
                stage.isIdle(),
                stage.isWaiting(),
                wakesAt(stage),
                stage.operator() == null ? Optional.empty() : waitsFor(stage),
                valueOf(metrics.count(Metrics.LATE)),
                valueOf(metrics.count(Metrics.AHEAD)),
                stage.context().makesWatermarks(),
                stage.context().splitStatuses());
    }

    private OptionalLong wakesAt(Stage stage) {
        long nanos = clock.nanos();
        long left = stage.isWaiting()
                ? stage.context().alarm().nanosLeft(processingTime.millis(nanos), nanos)
                : Unit.NO_DEADLINE;
        return left == Unit.NO_DEADLINE ? OptionalLong.empty() : OptionalLong.of(nanos + left);
    }

    /** Whoever asks is told the rest, too, when an operator cannot say; and the log, since not all who ask look at it. */
    private Optional<String> waitsFor(Stage stage) {
        try {
            return Objects.requireNonNull(stage.operator().waitsFor(), "null in place of an Optional");
        } catch (Throwable e) {
            String failure = "waitsFor() gave " + SafeText.of(e);
            meter.warn("operator '" + stage.context().operator() + "' cannot tell what it waits for: " + failure);
            return Optional.of("what it cannot tell: " + failure);
        }
    }

    private static long valueOf(Count count) {
        return count == null ? 0 : count.value();
    }

    private static Optional<Outstanding> outstanding(Stage stage, KeyQuestion question) {
        return stage.operator() == null || question.window().node() != stage.node()
                ? Optional.empty()
                : stage.operator().outstanding(question.key(), question.hash());
    }

    private Instant instant(long nanos) {
        return nanos == TaskMeter.NEVER
                ? null
                : Instant.ofEpochMilli(processingTime.millis() - TimeUnit.NANOSECONDS.toMillis(clock.nanos() - nanos));
    }
}
