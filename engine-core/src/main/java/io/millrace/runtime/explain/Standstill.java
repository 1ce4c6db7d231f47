package io.millrace.runtime.explain;

import io.millrace.metrics.Explanation;
import io.millrace.runtime.plan.Layout;
import io.millrace.runtime.schedule.Unit;
import io.millrace.runtime.task.ObservedTask;
import io.millrace.runtime.task.TaskView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;

/** Says why a job does not get on though it has something to do, from what its tasks have said of themselves. */
public final class Standstill {

    /**
     * Why it does not.
     *
     * @param text in words, one line
     * @param hangs whether a function does not return; otherwise it may go on by itself, as what an operator waits for comes, say, or a long snapshot is safe
     * @param untilNanos when the first of the operators goes on that wait for a time, by the clock that durations are measured by; empty when none does
     */
    public record Reason(String text, boolean hangs, OptionalLong untilNanos) {}

    private final Layout layout;
    private final Map<ObservedTask, TaskView> views;
    private final Predicate<Unit> isInStep;
    private final Function<Unit, String> whereabouts;

    /**
     * @param views of those that have answered
     * @param isInStep whether a step of a task is under way
     */
    public Standstill(
            Layout layout,
            Map<ObservedTask, TaskView> views,
            Predicate<Unit> isInStep,
            Function<Unit, String> whereabouts) {
        this.layout = layout;
        this.views = views;
        this.isInStep = isInStep;
        this.whereabouts = whereabouts;
    }

    public Reason reason() throws InterruptedException {
        List<ObservedTask> silent = layout.heads().stream()
                .map(layout::task)
                .filter(task -> !views.containsKey(task))
                .toList();
        for (ObservedTask task : silent) {
            if (isInStep.test(task)) {
                return new Reason(
                        "a function of task " + task.roleName() + task.doing() + " does not return"
                                + oneLine(whereabouts.apply(task)),
                        true,
                        OptionalLong.empty());
            }
        }
        Explanation explanation = upstream().standstill(views.values());
        return new Reason(oneLine(explanation.toString()), false, until());
    }

    private OptionalLong until() {
        return views.values().stream()
                .flatMap(view -> view.stages().values().stream())
                .flatMapToLong(stage -> stage.wakesAtNanos().stream())
                .reduce((one, other) -> one - other < 0 ? one : other);
    }

    private Upstream upstream() {
        return new Upstream(
                layout,
                (task, question) -> Optional.ofNullable(views.get(task)),
                whereabouts,
                new ExplanationDraft("", ""),
                0);
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s*\\n\\s*", " ");
    }
}
