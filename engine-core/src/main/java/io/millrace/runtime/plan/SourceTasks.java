package io.millrace.runtime.plan;

import io.millrace.graph.Node;
import io.millrace.graph.NodeLogic;
import io.millrace.operator.Errors;
import io.millrace.runtime.TaskInstance;
import io.millrace.runtime.schedule.Unit;
import io.millrace.runtime.task.FetchLoop;
import io.millrace.runtime.task.SourcePositions;
import io.millrace.runtime.task.SourceTask;
import io.millrace.runtime.task.SplitAssignment;
import io.millrace.runtime.task.SplitReaders;
import io.millrace.runtime.task.TaskEnvironment;
import io.millrace.source.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Makes the tasks of sources, and what fetches for those that block. */
final class SourceTasks {

    private final Planner planner;
    private final TaskEnvironment environment;
    private final List<Unit> fetching = new ArrayList<>();

    SourceTasks(Planner planner, TaskEnvironment environment) {
        this.planner = planner;
        this.environment = environment;
    }

    /** What fetches for the tasks that have been made. */
    List<Unit> fetching() {
        return fetching;
    }

    /** What the tasks of a source share. */
    SplitAssignment splits(Node head) {
        int parallelism = planner.parallelism(head);
        Source<Object> source = sourceOf(head);
        SourcePositions positions = SourcePositions.of(
                source, head.label(), parallelism, environment.restored().plan());
        return new SplitAssignment(
                source, positions, parallelism, environment.job().clock(), environment.control()::oldestSnapshot);
    }

    SourceTask task(Node head, int subtask, SplitAssignment splits) {
        Source<Object> source = sourceOf(head);
        TaskInstance instance = environment.job().instance(head.label(), subtask, planner.parallelism(head));
        Function<Unit, SplitReaders> readers =
                fetcher -> new SplitReaders(source, splits, instance, environment, errorsOf(head), fetcher);
        FetchLoop loop = splits.isBlocking() ? fetchLoop(head, subtask, splits, readers) : null;
        SourceTask task = new SourceTask(
                head.label(),
                subtask,
                planner.parallelism(head),
                environment,
                splits,
                loop == null ? readers::apply : unused -> loop.feed());
        task.meter().add(instance.metrics());
        splits.join(subtask, loop == null ? task : loop, task);
        if (loop != null) {
            fetching.add(loop);
            loop.fetchesFor(task);
        }
        return task;
    }

    private FetchLoop fetchLoop(Node head, int subtask, SplitAssignment splits, Function<Unit, SplitReaders> readers) {
        return new FetchLoop(
                head.label() + "-" + subtask + "-fetch",
                environment,
                splits.positions().ended(subtask),
                sourceOf(head).interruptible(),
                readers);
    }

    private static Errors errorsOf(Node source) {
        Errors errors = ((NodeLogic.FromSource) source.logic()).errors();
        return errors == null ? Errors.fail() : errors;
    }

    @SuppressWarnings("unchecked") // the fluent API connects only nodes that agree on the type of events
    private static Source<Object> sourceOf(Node node) {
        return (Source<Object>) ((NodeLogic.FromSource) node.logic()).source();
    }
}
