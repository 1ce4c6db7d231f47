package io.millrace.runtime.explain;

import io.millrace.metrics.Explanation;
import io.millrace.metrics.Explanation.Cause;
import io.millrace.metrics.internal.HumanText;
import io.millrace.runtime.plan.Layout;
import io.millrace.runtime.schedule.Unit;
import io.millrace.runtime.task.ObservedTask;
import io.millrace.runtime.task.TaskView;
import io.millrace.runtime.task.TaskView.InputView;
import io.millrace.runtime.task.TaskView.Place;
import io.millrace.runtime.task.TaskView.StageView;
import io.millrace.time.EventTime;
import io.millrace.time.WatermarkStatus;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Goes from a window that waits for a watermark to what holds that back: in each task to the input that is furthest
 * behind, until a task does not get on, or has passed on what is needed, or makes the watermarks itself.
 */
final class Upstream {

    private final Layout layout;
    private final Explainer.Asker asker;
    private final Function<Unit, String> whereabouts;
    private final ExplanationDraft answer;
    private final long needed;

    /** What the watermark would be without the input that is furthest behind; the end of time when there is no other. */
    private long others = EventTime.MAX;

    Upstream(
            Layout layout,
            Explainer.Asker asker,
            Function<Unit, String> whereabouts,
            ExplanationDraft answer,
            long needed) {
        this.whereabouts = whereabouts;
        this.layout = layout;
        this.asker = asker;
        this.answer = answer;
        this.needed = needed;
    }

    Explanation explain(Place window, TaskView view, StageView stage) throws InterruptedException {
        if (view.isBlocked()) {
            return blocked(view);
        }
        OptionalInt waiting = waiting(view);
        if (waiting.isPresent()) {
            return waiting(waiting.getAsInt(), view, "");
        }
        if (stage.seen() >= needed) {
            return underWay("Task " + view.name() + " is firing its windows, and will come to this key.");
        }
        return above(window, view);
    }

    /** What holds up a job of which no function hangs: the end of a chain of tasks that wait for each other. */
    Explanation standstill(Collection<TaskView> views) throws InterruptedException {
        for (TaskView view : views) {
            if (view.isBlocked()) {
                return blocked(view);
            }
        }
        for (TaskView view : views) {
            OptionalInt waiting = waiting(view);
            if (waiting.isPresent()) {
                return waiting(waiting.getAsInt(), view, "");
            }
        }
        for (TaskView view : views) {
            Optional<InputView> aligning =
                    view.inputs().stream().filter(InputView::awaitsBarrier).findFirst();
            if (aligning.isPresent()) {
                return aligning(aligning.get(), view);
            }
        }
        return answer.say("No task says that it waits.")
                .because(Cause.BLOCKED, "see job.metrics(), and a dump of all threads.");
    }

    private Explanation above(Place place, TaskView view) throws InterruptedException {
        Place above = layout.fusedInput(place);
        return above == null ? inputs(view) : operator(above, view);
    }

    /** From an operator up. */
    Explanation operator(Place place, TaskView view) throws InterruptedException {
        StageView stage = view.stages().get(place.node());
        if (stage == null) {
            return new WatermarkOrigin(answer, needed, others).withoutWatermarks(name(place, view), view);
        }
        if (stage.announced() >= needed) {
            return underWay("Operator '" + layout.node(place).label() + "' of task " + view.name() + " has passed on "
                    + HumanText.time(stage.announced()) + ", behind the events that the task is at.");
        }
        OptionalInt waiting = waiting(view);
        if (waiting.isPresent()) {
            return waiting(waiting.getAsInt(), view, "");
        }
        if (stage.makesWatermarks()) {
            return new WatermarkOrigin(answer, needed, others).explain(name(place, view), view, stage);
        }
        return stage.seen() >= needed ? held(place, view, stage) : above(place, view);
    }

    /** The node of an operator that cannot go on before it is woken, in a task that does nothing else before. */
    private static OptionalInt waiting(TaskView view) {
        return view.stages().entrySet().stream()
                .filter(stage -> stage.getValue().waits())
                .mapToInt(Map.Entry::getKey)
                .findFirst();
    }

    private Explanation waiting(int node, TaskView view, String chain) {
        return answer.heldBackBy(view.name())
                .say(chain + "Operator '" + layout.node(node).label() + "' of task " + view.name()
                        + view.stages()
                                .get(node)
                                .waitsFor()
                                .map(what -> " waits for " + what)
                                .orElse(" waits to be woken")
                        + ", and its task takes nothing meanwhile.")
                .because(Cause.HELD_BY_OPERATOR, "see to what it waits for: others have to answer, or a time to come.");
    }

    private Explanation held(Place place, TaskView view, StageView stage) {
        return answer.heldBackBy(view.name())
                .say("Operator '" + layout.node(place).label() + "' of task " + view.name() + " has been given "
                        + HumanText.time(stage.seen())
                        + ", and holds event time back: it keeps what may give results of "
                        + (stage.announced() == EventTime.NONE
                                ? "any time."
                                : "right after " + HumanText.time(stage.announced()) + ".")
                        + stage.waitsFor()
                                .map(what -> " It waits for " + what + ".")
                                .orElse(""))
                .because(Cause.HELD_BY_OPERATOR, "see to what it waits for: others have to answer, or events to come.");
    }

    /** Where a watermark comes from: its source, if there is but one, and the task. */
    private String name(Place place, TaskView view) {
        Set<String> sources = layout.sources(layout.node(place));
        String names = sources.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
        return (sources.size() == 1 ? "source " : "sources ") + names + " (task " + view.name() + ")";
    }

    /** Goes from a task to the one that gives its slowest input. */
    private Explanation inputs(TaskView view) throws InterruptedException {
        if (view.inputWatermark() >= needed) {
            return underWay("Task " + view.name() + " has it from its inputs, and passes it on next.");
        }
        if (view.inputsIdle()) {
            return allIdle(view);
        }
        InputView slowest = slowest(view);
        others = Math.min(others, lowestBut(slowest, view));
        ObservedTask producer = layout.task(slowest.from());
        Optional<TaskView> above = asker.ask(producer, Optional.empty());
        if (above.isEmpty()) {
            return busy(producer, "It comes by task " + producer.roleName() + ", which does not answer.");
        }
        StageView stage = above.get().stages().get(slowest.from().node());
        boolean sent = stage != null && stage.announced() >= needed;
        if (slowest.awaitsBarrier() && (sent || above.get().isBlocked())) {
            return aligning(slowest, view);
        }
        if (above.get().isBlocked()) {
            return blocked(above.get());
        }
        if (sent) {
            answer.heldBackBy(view.name());
            return underWay(
                    "Task " + producer.roleName() + " has sent " + HumanText.time(stage.announced()) + " to task "
                            + view.name() + ", which has "
                            + HumanText.count(slowest.batches(), "batch of that input", "batches of that input")
                            + " to take in first.");
        }
        return operator(slowest.from(), above.get());
    }

    /** One that has come back from idleness, and is behind the others, does not hold them back before it has caught up. */
    private static InputView slowest(TaskView view) {
        List<InputView> active = view.inputs().stream()
                .filter(input -> input.status() == WatermarkStatus.ACTIVE)
                .toList();
        return active.stream()
                .filter(input -> input.watermark() >= view.inputWatermark())
                .min(Comparator.comparingLong(InputView::watermark))
                .orElseGet(() -> active.stream()
                        .max(Comparator.comparingLong(InputView::watermark))
                        .orElseThrow());
    }

    private static long lowestBut(InputView slowest, TaskView view) {
        return view.inputs().stream()
                .filter(input -> input.index() != slowest.index() && input.status() == WatermarkStatus.ACTIVE)
                .mapToLong(InputView::watermark)
                .min()
                .orElse(EventTime.MAX);
    }

    private Explanation allIdle(TaskView view) throws InterruptedException {
        Set<String> origins = new TreeSet<>();
        addIdleOrigins(view, origins, new HashSet<>(Set.of(view.task())));
        return WatermarkOrigin.allIdle(
                answer.heldBackBy(view.name()),
                "All inputs of task " + view.name() + " are idle: " + String.join("; ", origins) + ".",
                needed);
    }

    private void addIdleOrigins(TaskView view, Set<String> origins, Set<ObservedTask> asked)
            throws InterruptedException {
        for (InputView input : view.inputs()) {
            if (input.status() == WatermarkStatus.IDLE) {
                ObservedTask producer = layout.task(input.from());
                Optional<TaskView> above =
                        asked.add(producer) ? asker.ask(producer, Optional.empty()) : Optional.empty();
                if (above.isPresent()) {
                    addIdleOrigins(input.from(), above.get(), origins, asked);
                }
            }
        }
    }

    private void addIdleOrigins(Place place, TaskView view, Set<String> origins, Set<ObservedTask> asked)
            throws InterruptedException {
        StageView stage = view.stages().get(place.node());
        Place above = layout.fusedInput(place);
        if (stage != null && !stage.makesWatermarks() && above != null) {
            addIdleOrigins(above, view, origins, asked);
        } else if (stage != null && !stage.makesWatermarks()) {
            addIdleOrigins(view, origins, asked);
        } else {
            origins.add(name(place, view)
                    + (view.lastRows() == null
                            ? " has given no event"
                            : " gave its last event at " + HumanText.ago(view.lastRows(), view.now())));
        }
    }

    private Explanation aligning(InputView waiting, TaskView view) {
        String missing = view.inputs().stream()
                .filter(input -> !input.awaitsBarrier() && !input.ended())
                .map(input -> layout.task(input.from()).roleName())
                .distinct()
                .collect(Collectors.joining(", "));
        return answer.heldBackBy(missing)
                .say("Task " + view.name() + " takes nothing from task "
                        + layout.task(waiting.from()).roleName()
                        + ", whose barrier has come, until that of " + missing + " has come as well.")
                .because(Cause.ALIGNING, "find out why " + missing + " is slow: a barrier waits behind its events.");
    }

    private Explanation underWay(String where) {
        return answer.say("That watermark is on its way. " + where)
                .because(Cause.UNDER_WAY, "wait; if this answer stays the same, the task is slow: see job.metrics().");
    }

    /** Goes downstream from a task that is held back to the one that is slow. */
    Explanation blocked(TaskView first) throws InterruptedException {
        StringBuilder chain = new StringBuilder("Task " + first.name() + " is held back "
                + HumanText.since(first.blockedSince(), first.now()) + ": task ");
        Set<ObservedTask> seen = new HashSet<>(Set.of(first.task()));
        TaskView at = first;
        String joint = "";
        while (true) {
            ObservedTask consumer = next(at, seen);
            if (consumer == null) {
                break;
            }
            Optional<TaskView> view = asker.ask(consumer, Optional.empty());
            chain.append(joint).append(consumer.roleName()).append(" takes nothing more");
            if (view.isEmpty()) {
                return stuck(consumer, chain.toString());
            }
            at = view.get();
            joint = ", because task ";
            if (!at.isBlocked()) {
                break;
            }
        }
        Optional<InputView> aligning =
                at.inputs().stream().filter(InputView::awaitsBarrier).findFirst();
        if (aligning.isPresent()) {
            return aligning(aligning.get(), at);
        }
        OptionalInt waiting = waiting(at);
        return waiting.isPresent()
                ? waiting(waiting.getAsInt(), at, chain + ". ")
                : because(Cause.BLOCKED, at.name(), chain + ".");
    }

    private static ObservedTask next(TaskView view, Set<ObservedTask> seen) {
        return view.blockedBy().stream().filter(seen::add).findFirst().orElse(null);
    }

    private Explanation stuck(ObservedTask task, String chain) {
        return because(
                Cause.BLOCKED, task.roleName(), chain + ": a function in it does not return" + whereabouts.apply(task));
    }

    private Explanation because(Cause cause, String task, String what) {
        return answer.heldBackBy(task)
                .say(what)
                .because(
                        cause,
                        "make " + task + " faster, or give it more tasks; see job.metrics() for what it takes in.");
    }

    private Explanation busy(ObservedTask task, String what) {
        return answer.heldBackBy(task.roleName())
                .say(what + " A function in it does not return" + whereabouts.apply(task))
                .because(Cause.BUSY, Explainer.BUSY_REMEDY);
    }
}
