package io.millrace.runtime.explain;

import io.millrace.metrics.Explanation;
import io.millrace.metrics.Explanation.Cause;
import io.millrace.runtime.plan.Layout;
import io.millrace.runtime.task.ObservedTask;
import io.millrace.runtime.task.TaskView;
import io.millrace.runtime.task.TaskView.Place;
import io.millrace.runtime.task.TaskView.StageView;
import io.millrace.runtime.task.TaskView.TaskState;
import io.millrace.time.EventTime;
import io.millrace.time.WatermarkStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Says what the watermark of each task waits for, from what the tasks have said of themselves. */
public final class WatermarkHolders {

    private final Layout layout;
    private final Map<ObservedTask, TaskView> views;

    public WatermarkHolders(Layout layout, Map<ObservedTask, TaskView> views) {
        this.layout = layout;
        this.views = views;
    }

    /** By the names of the tasks; of those of which it is known. */
    public Map<String, String> byTask() {
        Map<String, String> holders = new HashMap<>();
        for (Place place : layout.heads()) {
            TaskView view = views.get(layout.task(place));
            if (view != null && view.state() == TaskState.RUNNING) {
                holder(place, view).ifPresent(holder -> holders.put(view.name(), holder));
            }
        }
        return holders;
    }

    private Optional<String> holder(Place place, TaskView view) {
        try {
            return view.inputs().isEmpty() ? ofSource(place, view) : ofInputs(place, view);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nothing is waited for", e);
        }
    }

    private Optional<String> ofSource(Place place, TaskView view) throws InterruptedException {
        for (Map.Entry<Integer, StageView> stage : view.stages().entrySet()) {
            long announced = stage.getValue().announced();
            if (stage.getValue().makesWatermarks() && announced != EventTime.MAX) {
                Place maker = new Place(stage.getKey(), place.subtask());
                return wordsOf(upstream(announced).operator(maker, view));
            }
        }
        return Optional.empty();
    }

    private Optional<String> ofInputs(Place place, TaskView view) throws InterruptedException {
        StageView stage = view.stages().get(place.node());
        long watermark = view.inputWatermark();
        boolean waits =
                view.inputsIdle() || view.inputs().stream().anyMatch(input -> input.status() == WatermarkStatus.ACTIVE);
        return stage == null || watermark == EventTime.MAX || !waits
                ? Optional.empty()
                : wordsOf(upstream(watermark).explain(place, view, stage));
    }

    private static Optional<String> wordsOf(Explanation explanation) {
        return explanation.cause() == Cause.ALL_IDLE
                ? Optional.of("nothing: all inputs are idle")
                : explanation.heldBackBy();
    }

    /** What would bring event time further than it is. */
    private Upstream upstream(long watermark) {
        return new Upstream(
                layout,
                (task, question) -> Optional.ofNullable(views.get(task)),
                unit -> "",
                new ExplanationDraft("", ""),
                watermark + 1);
    }
}
