package io.millrace.runtime.explain;

import io.millrace.metrics.KeyState;
import io.millrace.runtime.plan.Layout;
import io.millrace.runtime.schedule.Unit;
import io.millrace.runtime.task.ObservedTask;
import io.millrace.runtime.task.ObservedTask.KeptState;
import io.millrace.runtime.task.TaskView.KeyQuestion;
import io.millrace.runtime.task.TaskView.Place;
import io.millrace.state.table.Shown;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Looks what an operator keeps of a key: asks the task that owns it. */
public final class KeyLook {

    /** Has a task say what it keeps; empty when it does not answer. */
    @FunctionalInterface
    public interface Asker {
        Optional<KeptState> ask(ObservedTask task, KeyQuestion question) throws InterruptedException;

        /** By a thread that runs no units. */
        static Asker patient(Duration patience) {
            return (task, question) -> task.kept(question, patience);
        }

        /** By the thread that runs the units, between their steps: nothing is waited for. */
        static Asker here() {
            return (task, question) -> Optional.of(task.kept(question));
        }
    }

    /** Why there may be no task at all. */
    static final String NO_TASKS = "it goes on from a snapshot in which it had come to its end, so it has no tasks";

    private final String job;
    private final KeyedOperators operators;
    private final Layout layout;
    private final Asker asker;
    private final Function<Unit, String> whereabouts;

    /** @param whereabouts where the thread of a task is, for people; empty when that is not known */
    public KeyLook(String job, Layout layout, Asker asker, Function<Unit, String> whereabouts) {
        this.job = job;
        this.layout = layout;
        this.asker = asker;
        this.whereabouts = whereabouts;
        operators = new KeyedOperators(job, layout);
    }

    public KeyState look(String operator, Object key) throws InterruptedException {
        KeyQuestion question = operators.question(operators.node("operator with keys", operator), key);
        ObservedTask task = layout.task(question.window());
        if (task == null) {
            throw new IllegalStateException("job '" + job + "' has no state that could be looked at: " + NO_TASKS);
        }
        KeptState kept = asker.ask(task, question).orElseThrow(() -> busy(task));
        return switch (kept.state()) {
            case RUNNING, DRAINING -> withHeldBack(operator, task, question, kept);
            case CREATED, RESTORING ->
                throw unknown(task, "it is starting, and its state is not in place yet; ask again in a moment");
            case CLOSED ->
                throw unknown(
                        task,
                        "it has ended, and its state is gone; what the snapshots of the job have can be read with"
                                + " io.millrace.snapshot.Snapshot");
        };
    }

    /** With what is in the tasks before the exchange, to be sent together. */
    private KeyState withHeldBack(String operator, ObservedTask task, KeyQuestion question, KeptState kept)
            throws InterruptedException {
        List<Shown.Entry> entries = new ArrayList<>(kept.entries());
        boolean more = kept.more();
        for (Place combiner : layout.combiners(question.window())) {
            ObservedTask sender = layout.task(combiner);
            String held = "held by " + sender.roleName();
            Optional<KeptState> told = asker.ask(sender, question.of(combiner));
            if (told.isEmpty()) {
                entries.add(new Shown.Entry(held, "", "not known, since it does not answer"));
            }
            told.stream()
                    .flatMap(each -> each.entries().stream())
                    .forEach(each -> entries.add(new Shown.Entry(held, each.place(), each.value())));
            more |= told.map(KeptState::more).orElse(false);
        }
        return new KeyState(
                operator,
                question.key(),
                task.roleName(),
                ExplanationDraft.instant(kept.watermark()),
                entries.subList(0, Math.min(entries.size(), Shown.MOST)),
                more || entries.size() > Shown.MOST);
    }

    private IllegalStateException busy(ObservedTask task) {
        return unknown(
                task,
                "it does not answer. A function in it does not return" + whereabouts.apply(task) + "\n" + remedy());
    }

    private static String remedy() {
        return "To do: " + Explainer.BUSY_REMEDY;
    }

    private IllegalStateException unknown(ObservedTask task, String why) {
        return new IllegalStateException(
                "task " + task.roleName() + " of job '" + job + "', which owns the key, cannot be looked at: " + why);
    }
}
