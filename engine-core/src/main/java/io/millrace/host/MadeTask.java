package io.millrace.host;

import io.millrace.edge.RowHasher;
import io.millrace.graph.Node;
import io.millrace.graph.Node.Input;
import io.millrace.runtime.JobContext;
import io.millrace.runtime.JobContext.JobSettings;
import io.millrace.runtime.JobControl;
import io.millrace.runtime.metrics.JobMeter;
import io.millrace.runtime.plan.Planner;
import io.millrace.runtime.plan.TaskBuilder;
import io.millrace.runtime.schedule.Unit;
import io.millrace.runtime.snapshot.RestoredState;
import io.millrace.runtime.task.Receiver;
import io.millrace.runtime.task.Task;
import io.millrace.runtime.task.TaskEnvironment;
import io.millrace.source.SplitFinder;
import io.millrace.state.log.SafeText;
import io.millrace.state.log.Warnings;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A task that is made for a host, and what it works with.
 *
 * @param commits null where there are no snapshots
 * @param fetching what needs a thread of its own to fetch for the task
 */
record MadeTask(Task task, HostCollector collector, HostCommits commits, JobMeter meter, List<Unit> fetching) {

    private static final System.Logger LOG = System.getLogger("io.millrace.host");
    private static final int BATCH_SIZE = 512;

    static MadeTask of(PlannedTask planned, Host host, int subtask, RestoredState restored, JobControl control) {
        Plan plan = planned.plan();
        HostCollector collector = new HostCollector(planned.name() + "-" + subtask);
        HostCommits commits = host.takesSnapshots() ? new HostCommits(planned) : null;
        Warnings warnings = new Warnings(LOG, host.clock()::nanos);
        JobMeter meter = new JobMeter(warnings, host.clock());
        JobContext job = new JobContext(
                plan.graph().name(),
                host.attempt(),
                JobSettings.of(plan.parallelism(), BATCH_SIZE, 1),
                plan.graph().serdes(),
                host.clock(),
                host.disk(),
                host::executor,
                warnings,
                Optional.empty());
        TaskEnvironment environment = new TaskEnvironment(
                job,
                control,
                restored,
                host.takesSnapshots() ? Optional.of(collector) : Optional.empty(),
                sink -> commits == null ? null : commits.of(sink),
                operator -> Objects.requireNonNull(
                        host.keyedStore(operator), "Host.keyedStore returned null in place of a store, or of none"),
                meter);
        TaskBuilder builder = new TaskBuilder(
                plan.graph(),
                plan.planner(),
                environment,
                (input, consumer, from, ofSubtask) -> exit(plan, host, input, consumer, from));
        Task task = builder.build(planned.head(), subtask, all -> divided(all, host, planned, subtask));
        task.waitFor(host::hasRoom);
        task.runBy(host::wake);
        return new MadeTask(task, collector, commits, meter, List.copyOf(builder.fetching()));
    }

    private static SplitFinder divided(SplitFinder all, Host host, PlannedTask planned, int subtask) {
        try {
            return Objects.requireNonNull(
                    host.splits(all, subtask, planned.parallelism()), "Host.splits returned null in place of a finder");
        } catch (Throwable e) {
            try {
                all.close();
            } catch (Throwable closing) {
                SafeText.suppress(e, closing);
            }
            throw e;
        }
    }

    /** Null where nothing is packed. */
    static RowPacker<?> packer(Planner.Combiner combiner) {
        return combiner == null || combiner.rows() == null
                ? null
                : RowPacker.of(combiner.before().label(), combiner.rows());
    }

    private static Receiver exit(Plan plan, Host host, Input input, Node consumer, Task from) {
        PlannedEdge edge = plan.edge(input);
        Planner.Combiner combiner = plan.planner().combiner(input);
        boolean hashes = edge.isByKey() && combiner == null;
        RowHasher hasher = hashes ? TaskBuilder.hasher(plan.graph(), consumer, input.key()) : null;
        return new HostExit(host, edge.exit(), from.budget(), hasher, packer(combiner));
    }
}
