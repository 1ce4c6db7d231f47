package io.millrace.runtime.explain;

import io.millrace.graph.Node;
import io.millrace.job.JobState;
import io.millrace.metrics.Explanation;
import io.millrace.metrics.Explanation.Cause;
import io.millrace.metrics.internal.HumanText;
import io.millrace.operator.Outstanding;
import io.millrace.runtime.JobStatus;
import io.millrace.runtime.JobStatus.StopMode;
import io.millrace.runtime.plan.Layout;
import io.millrace.runtime.schedule.Unit;
import io.millrace.runtime.task.ObservedTask;
import io.millrace.runtime.task.TaskView;
import io.millrace.runtime.task.TaskView.KeyQuestion;
import io.millrace.runtime.task.TaskView.Place;
import io.millrace.runtime.task.TaskView.StageView;
import io.millrace.time.EventTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds out why a window of a key has not fired: asks the task that owns the key what it has in store, and when that
 * waits for event time, goes {@linkplain Upstream upstream} to what holds it back.
 */
public final class Explainer {

    /** Has a task say what it is at; empty when it does not answer. */
    @FunctionalInterface
    public interface Asker {
        Optional<TaskView> ask(ObservedTask task, Optional<KeyQuestion> question) throws InterruptedException;

        /**
         * By a thread that runs no units.
         *
         * @param patience how long the task that owns the key may take to answer; others are given a third of that
         */
        static Asker patient(Duration patience) {
            return (task, question) -> task.answer(question, question.isEmpty() ? patience.dividedBy(3) : patience);
        }

        /** By the thread that runs the units, between their steps: nothing is waited for. */
        static Asker here() {
            return (task, question) -> Optional.of(task.view(question));
        }
    }

    static final String BUSY_REMEDY =
            "give the function a timeout; a sink that blocks is to say so, and gets a thread of its own.";

    private final String job;
    private final JobStatus status;
    private final Layout layout;
    private final KeyedOperators operators;
    private final Asker asker;

    /** Where the thread of a task is, for people; empty when that is not known. */
    private final Function<Unit, String> whereabouts;

    public Explainer(String job, JobStatus status, Layout layout, Asker asker, Function<Unit, String> whereabouts) {
        this.job = job;
        this.status = status;
        this.layout = layout;
        operators = new KeyedOperators(job, layout);
        this.asker = asker;
        this.whereabouts = whereabouts;
    }

    public Explanation explain(String window, Object key) throws InterruptedException {
        Node node = operators.node("window operator", window);
        KeyQuestion question = operators.question(node, key);
        ExplanationDraft answer = new ExplanationDraft(window, key);
        ObservedTask task = layout.task(question.window());
        if (task == null) {
            return answer.say(answer.subject() + " does not fire any more: " + KeyLook.NO_TASKS + ".")
                    .because(Cause.JOB_ENDED, "look for the result where the job wrote it before.");
        }
        Optional<TaskView> view = asker.ask(task, Optional.of(question));
        if (view.isEmpty()) {
            return busy(answer, task);
        }
        return switch (view.get().state()) {
            case CREATED, RESTORING ->
                answer.say(answer.subject() + " has not fired: the job is starting, and task " + task.roleName()
                                + ", which owns the key, has not begun.")
                        .because(Cause.NO_WATERMARK_YET, "ask again when events have come.");
            case CLOSED -> ended(answer, task);
            case RUNNING, DRAINING -> running(answer, node, question, view.get());
        };
    }

    private Explanation running(ExplanationDraft answer, Node node, KeyQuestion question, TaskView view)
            throws InterruptedException {
        Outstanding outstanding = view.outstanding()
                .orElseThrow(() -> new IllegalArgumentException("operator '" + node.name() + "' is a " + node.kind()
                        + ", which has no windows; the operators with keys are: " + operators.names()));
        Outstanding.AtWatermark held = heldBack(question).orElse(null);
        if (held != null && isBefore(held, outstanding)) {
            outstanding = held;
        }
        StageView stage = view.stages().get(node.id());
        answer.watermark(stage.seen());
        if (outstanding instanceof Outstanding.Fired fired) {
            return firedAlready(answer, fired, stage);
        }
        if (outstanding instanceof Outstanding.AtWatermark atWatermark) {
            return atWatermark(answer, question, view, stage, atWatermark);
        }
        boolean waitsForEvent = !(outstanding instanceof Outstanding.AtClock);
        if (waitsForEvent && view.isBlocked()) {
            return upstream(answer.say(answer.subject() + " waits for an event."), EventTime.MAX)
                    .blocked(view);
        }
        if (outstanding instanceof Outstanding.WithEvent withEvent) {
            return conditionNotMet(answer, withEvent);
        }
        return outstanding instanceof Outstanding.AtClock atClock
                ? notDueYet(answer, atClock, view)
                : noSuchKey(answer, question, view, stage);
    }

    private static boolean isBefore(Outstanding.AtWatermark held, Outstanding inWindow) {
        return inWindow instanceof Outstanding.AtWatermark later
                ? held.neededWatermark() < later.neededWatermark()
                : !inWindow.isDue();
    }

    /** What waits for a watermark in the tasks before the exchange, to be sent together. */
    private Optional<Outstanding.AtWatermark> heldBack(KeyQuestion question) throws InterruptedException {
        Outstanding.AtWatermark first = null;
        for (Place combiner : layout.combiners(question.window())) {
            Optional<TaskView> sender = asker.ask(layout.task(combiner), Optional.of(question.of(combiner)));
            if (sender.flatMap(TaskView::outstanding).orElse(null) instanceof Outstanding.AtWatermark held
                    && (first == null || held.neededWatermark() < first.neededWatermark())) {
                first = held;
            }
        }
        return Optional.ofNullable(first);
    }

    private Upstream upstream(ExplanationDraft answer, long needed) {
        return new Upstream(layout, asker, whereabouts, answer, needed);
    }

    private static Explanation noSuchKey(
            ExplanationDraft answer, KeyQuestion question, TaskView view, StageView stage) {
        int batches =
                view.inputs().stream().mapToInt(TaskView.InputView::batches).sum();
        answer.say(answer.subject() + " has nothing to fire: it keeps no event of that key.")
                .say("Task " + view.name() + ", which owns the key, has taken in "
                        + HumanText.count(view.rowsIn(), "event", "events") + ", of all its keys. "
                        + (stage.late() == 0 ? "None was late. " : stage.late() + " came too late for any window. ")
                        + (stage.seen() == EventTime.NONE
                                ? "There is no watermark yet."
                                : "The watermark is " + HumanText.time(stage.seen())
                                        + "; windows that ended by then have fired, and are gone."));
        if (batches > 0) {
            answer.say(HumanText.count(batches, "batch is", "batches are") + " on the way to it.");
        }
        String type = question.key().getClass().getSimpleName();
        return answer.because(
                Cause.NO_SUCH_KEY,
                "see whether the key is right (this one is a " + type + "), and whether a filter drops its events"
                        + (stage.late() == 0
                                ? "."
                                : "; late events are in the late stream, and .allowedLateness(...) lets more of them in."));
    }

    private static Explanation firedAlready(ExplanationDraft answer, Outstanding.Fired fired, StageView stage) {
        boolean kept = fired.expiry() > stage.seen();
        return answer.say(answer.subject() + between(fired.start(), fired.end()) + " has fired already."
                        + (kept
                                ? " It is kept for late events until the watermark reaches "
                                        + HumanText.time(fired.expiry()) + "."
                                : ""))
                .say("No other window of that key has events. The watermark is " + HumanText.time(stage.seen()) + ".")
                .because(
                        Cause.FIRED_ALREADY,
                        "look downstream of the operator for the result; the next one comes with the key's next events.");
    }

    private static Explanation conditionNotMet(ExplanationDraft answer, Outstanding.WithEvent window) {
        return answer.say(answer.subject() + between(window.start(), window.end())
                        + " gives its result with an event, and not when it ends. It waits for " + window.event() + ".")
                .because(
                        Cause.CONDITION_NOT_MET,
                        "see whether the condition is right; Emit.atEnd() gives a result for every window.");
    }

    private static Explanation notDueYet(ExplanationDraft answer, Outstanding.AtClock window, TaskView view) {
        Duration left = Duration.between(view.now(), Instant.ofEpochMilli(window.due()));
        return answer.say(answer.subject() + between(window.start(), window.end()) + " goes by the clock: it fires at "
                        + HumanText.time(window.due()) + ", "
                        + (left.isNegative() || left.isZero()
                                ? "which is now."
                                : "in " + HumanText.duration(left) + "."))
                .because(Cause.NOT_DUE_YET, "wait; the clock cannot be hurried.");
    }

    private Explanation atWatermark(
            ExplanationDraft answer,
            KeyQuestion question,
            TaskView view,
            StageView stage,
            Outstanding.AtWatermark window)
            throws InterruptedException {
        long needed = window.neededWatermark();
        if (needed == EventTime.MAX && stage.seen() < needed && status.state() == JobState.RUNNING) {
            return answer.needed(needed)
                    .say(answer.subject() + between(window.start(), window.end())
                            + " fires when the stream ends, which it has not.")
                    .because(
                            Cause.STREAM_HAS_NOT_ENDED, "drain() ends it; Emit.every(...) has results before the end.");
        }
        answer.needed(needed)
                .say(answer.subject() + between(window.start(), window.end()) + " fires when the watermark reaches "
                        + HumanText.time(needed) + ". "
                        + (stage.seen() == EventTime.NONE
                                ? "There is none yet."
                                : "It is at " + HumanText.time(stage.seen()) + "."));
        if (stage.seen() < needed && status.stopMode() == StopMode.STOP) {
            return stopped(
                    answer,
                    "The job has been told to stop, not to drain: event time goes no further than what is"
                            + " under way.");
        }
        return upstream(answer, needed).explain(question.window(), view, stage);
    }

    private static Explanation stopped(ExplanationDraft answer, String what) {
        return answer.say(what)
                .because(
                        Cause.STOPPED_WITHOUT_DRAIN,
                        "end the job with drain(), which fires every window, rather than with stop().");
    }

    private Explanation ended(ExplanationDraft answer, ObservedTask task) {
        String subject = answer.subject() + " does not fire any more: ";
        String subjectOfJob = "job '" + job + "' ";
        if (status.failure() != null) {
            return answer.say(subject + subjectOfJob + "has failed. " + status.failure())
                    .because(Cause.JOB_ENDED, "see join(), which throws the failure with its place.");
        }
        if (status.state().isTearingDown() || status.state() == JobState.CANCELLED) {
            return answer.say(subject + subjectOfJob + "was cancelled, and what was under way dropped.")
                    .because(Cause.JOB_ENDED, "end the job with drain(), which fires every window.");
        }
        if (status.stopMode() == StopMode.STOP) {
            return stopped(answer, subject + subjectOfJob + "was stopped, not drained.");
        }
        return answer.say(subject + "the stream has ended, and with it task " + task.roleName()
                        + ", which owned the key. Every window has fired.")
                .because(
                        Cause.JOB_ENDED,
                        "look downstream of the operator for the result; there is none for a key without events.");
    }

    private Explanation busy(ExplanationDraft answer, ObservedTask task) {
        return answer.heldBackBy(task.roleName())
                .say(answer.subject() + ": task " + task.roleName()
                        + ", which owns the key, does not answer. A function in it does not return"
                        + whereabouts.apply(task))
                .because(Cause.BUSY, BUSY_REMEDY);
    }

    private static String between(long start, long end) {
        return end == EventTime.MAX ? "" : " from " + HumanText.time(start) + " to " + HumanText.time(end);
    }
}
