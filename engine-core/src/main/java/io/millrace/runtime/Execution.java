package io.millrace.runtime;

import io.millrace.graph.Graph;
import io.millrace.metrics.Explanation;
import io.millrace.metrics.JobMetrics;
import io.millrace.metrics.JobState;
import io.millrace.state.KeyedState;
import io.millrace.state.log.SafeText;
import io.millrace.state.log.Warnings;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.store.Disk;
import io.millrace.state.table.KeyGroupRange;
import io.millrace.time.Clock;
import java.lang.System.Logger;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/**
 * One attempt at a job: its units of work, its state, its first error and its end. Thread-safe.
 *
 * <p>The first error wins, later ones are added to it as suppressed; then every unit closes at its next step, and when
 * the last one has closed the job is over.
 */
public final class Execution {

    private static final Duration LATE_INTERVAL = Duration.ofMinutes(1);
    static final long NO_BARRIER = -1;

    private static final String RECOVERY = "what sinks have to commit";

    /** How long the units of an attempt that has failed may take to close before they are not waited for. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private static final Logger LOG = System.getLogger("io.millrace.runtime");

    private final String name;
    private final SerdeRegistry serdes;
    private final ExecutionSettings settings;
    private final Scheduler scheduler;
    private final AtomicReference<JobState> state = new AtomicReference<>(JobState.RUNNING);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final OpenUnits openUnits = new OpenUnits();
    private final CompletableFuture<JobState> end = new CompletableFuture<>();
    private final JobMeter meter = new JobMeter();
    private final AtomicInteger tasksToGetReady = new AtomicInteger();

    /** Null in a job without snapshots. */
    private final SnapshotSetup setup;

    private final SnapshotCoordinator coordinator;
    private final RestorePlan plan;
    private final RestoredTimes restoredTimes = new RestoredTimes();
    private final Sequel sequel;
    private final Warnings warnings;
    private final Map<Integer, LateWatch> lateWatches = new ConcurrentHashMap<>();
    private final Opening opening;
    private final Set<Unit> closing = new HashSet<>();
    private volatile List<Unit> units = List.of();
    private volatile Layout layout;
    private int taskCount;
    private volatile boolean stopped;
    private volatile boolean draining;
    private volatile long requestedBarrier = NO_BARRIER;
    private volatile boolean recovered;
    private volatile boolean willRestart;
    private volatile boolean failedAtEnd;
    private volatile Optional<Pause> grace = Optional.empty();
    private volatile boolean givenUp;

    private Execution(
            Graph graph,
            ExecutionSettings settings,
            Scheduler scheduler,
            SnapshotSetup setup,
            Sequel sequel,
            Warnings warnings) {
        name = graph.name();
        serdes = graph.serdes();
        this.settings = settings;
        this.scheduler = scheduler;
        this.setup = setup;
        this.sequel = sequel;
        this.warnings = warnings;
        plan = setup == null ? RestorePlan.NOTHING : setup.plan();
        coordinator = setup == null
                ? null
                : new SnapshotCoordinator(
                        this,
                        setup,
                        new Commits(graph, this, "the " + setup.options().where()));
        recovered = setup == null;
        opening = new Opening(this::begin);
    }

    /** Plans a valid graph into tasks and runs them, without snapshots. */
    public static Execution start(Graph graph, ExecutionSettings settings, Scheduler scheduler) {
        return start(graph, settings, scheduler, null, Sequel.NONE, new Warnings(LOG, scheduler.clock()::nanos));
    }

    /**
     * Plans a valid graph into tasks and runs them.
     *
     * @param setup null for no snapshots
     * @param sequel what follows when it fails
     * @param warnings those of the job
     */
    static Execution start(
            Graph graph,
            ExecutionSettings settings,
            Scheduler scheduler,
            SnapshotSetup setup,
            Sequel sequel,
            Warnings warnings) {
        Execution execution = new Execution(graph, settings, scheduler, setup, sequel, warnings);
        execution.run(new TaskBuilder(graph, execution));
        return execution;
    }

    private void run(TaskBuilder builder) {
        boolean complete = setup != null && setup.isComplete();
        List<Unit> all = complete ? new ArrayList<>() : new ArrayList<>(builder.build());
        layout = builder.layout();
        if (coordinator != null) {
            List<Task> tasks = builder.tasks();
            coordinator.tasks(tasks, (int)
                    tasks.stream().filter(SourceTask.class::isInstance).count());
            all.add(coordinator);
        }
        tasksToGetReady.set(builder.tasks().size());
        taskCount = builder.tasks().size();
        expectToOpen(builder.tasks());
        units = List.copyOf(all);
        openUnits.add(units);
        try {
            scheduler.start(units);
        } catch (RuntimeException | Error e) {
            // Of the units, some may run already.
            if (tearDown(JobState.FAILING)) {
                afterTearDown();
            }
            throw e;
        }
    }

    /** All has opened, and no source is asked before this returns. */
    private void begin() {
        tasks().forEach(task -> task.tell(task::begin));
        sequel.opened(taskCount);
    }

    private List<Task> tasks() {
        return units.stream()
                .filter(Task.class::isInstance)
                .map(Task.class::cast)
                .toList();
    }

    private void expectToOpen(List<Task> tasks) {
        if (coordinator != null) {
            opening.expect(RECOVERY);
        }
        for (Task task : tasks) {
            opening.expect(task.roleName());
            if (task instanceof SourceTask source) {
                opening.expect(source.reader());
            }
        }
    }

    public String name() {
        return name;
    }

    public JobState state() {
        return state.get();
    }

    /** The first error, or null. */
    public Throwable failure() {
        return failure.get();
    }

    public JobMetrics metrics() {
        return meter.read(name, state());
    }

    /**
     * Why a window of a key has not fired. Called by a thread that runs no units.
     *
     * @param patience how long the task that owns the key may take to answer; others are given a third of that
     */
    public Explanation explain(String window, Object key, Duration patience) throws InterruptedException {
        return new Explainer(
                        this,
                        layout,
                        (task, question) -> task.answer(question, question == null ? patience.dividedBy(3) : patience))
                .explain(window, key);
    }

    /** As {@link #explain}, for the thread that runs the units, between their steps. */
    public Explanation explainHere(String window, Object key) {
        try {
            return new Explainer(this, layout, (task, question) -> Optional.of(task.view(question)))
                    .explain(window, key);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nothing is waited for", e);
        }
    }

    /** Completes, with the terminal state, when every unit has closed. */
    public CompletableFuture<JobState> end() {
        return end;
    }

    /**
     * Tells the sources to end; with drain, after the last watermark, so that every window fires. The first call
     * decides.
     */
    public synchronized void stop(boolean drain) {
        if (state.get() != JobState.RUNNING) {
            return;
        }
        stopped = true;
        draining = drain;
        if (state.compareAndSet(JobState.RUNNING, JobState.STOPPING)) {
            wakeAll();
        }
    }

    /** Closes every unit at its next step. What is under way is dropped. */
    public void cancel() {
        if (tearDown(JobState.CANCELLING)) {
            afterTearDown();
            startGracePeriod();
        }
    }

    /** Sends a barrier through the job, from each source that has not ended. */
    public void requestBarrier(long snapshot) {
        requestedBarrier = snapshot;
        wakeAll();
    }

    /** What has not closed yet, and where its thread is, for a message about a job that does not end. */
    public List<String> openUnits() {
        return units.stream()
                .filter(unit -> !unit.isDone())
                .map(unit -> unit + unit.doing() + scheduler.whereabouts(unit))
                .toList();
    }

    void fail(Throwable error) {
        if (state.get() == JobState.CANCELLING && causedByInterrupt(error)) {
            return;
        }
        if (failure.compareAndSet(null, error)) {
            willRestart = sequel.follows(error);
            tearDownFailing(error);
        } else if (failure.get() != error) {
            addSuppressed(failure.get(), error);
        }
    }

    private void tearDownFailing(Throwable error) {
        if (tearDown(JobState.FAILING)) {
            if (!willRestart) {
                sequel.failed(error);
            }
            afterTearDown();
            startGracePeriod();
        }
    }

    /**
     * As {@link #fail}, but when no other attempt follows, which would do so again, what is under way is worked off.
     *
     * @return whether it is
     */
    boolean failAtEnd(Throwable error) {
        if (!failure.compareAndSet(null, error)) {
            fail(error);
            return false;
        }
        willRestart = sequel.follows(error);
        if (willRestart) {
            tearDownFailing(error);
            return false;
        }
        failedAtEnd = true;
        sequel.failed(error);
        return true;
    }

    private static void addSuppressed(Throwable first, Throwable later) {
        if (!causedByInterrupt(later)) {
            SafeText.suppress(first, later);
        }
    }

    /** A blocked function is interrupted on purpose when the job is torn down. */
    private static boolean causedByInterrupt(Throwable error) {
        return SafeText.find(error, InterruptedException.class) != null
                || SafeText.find(error, ClosedByInterruptException.class) != null;
    }

    private boolean tearDown(JobState to) {
        JobState before = state.get();
        while (!before.isTerminal() && !before.isTearingDown()) {
            if (state.compareAndSet(before, to)) {
                return true;
            }
            before = state.get();
        }
        return false;
    }

    private void afterTearDown() {
        wakeAll();
        for (Unit unit : units) {
            if (unit.isInterruptible()) {
                interrupt(unit);
            }
        }
    }

    private void wakeAll() {
        units.forEach(Unit::wake);
    }

    void closed(Unit unit) {
        LOG.log(Logger.Level.DEBUG, "{0}: closed {1}", name, unit);
        if (openUnits.closed(unit)) {
            over();
        }
    }

    private void over() {
        JobState last = state.updateAndGet(before -> failedAtEnd ? JobState.FAILED : terminal(before));
        grace.ifPresent(Pause::end);
        // Comes last, since those who are told may do as they like.
        end.complete(last);
    }

    /**
     * A function that does not return is to keep neither the next attempt from beginning nor other tasks of its worker
     * from running.
     */
    private void startGracePeriod() {
        Pause pause = new Pause(name + "-grace-0", clock(), GRACE, this::giveUpStuck);
        grace = Optional.of(pause);
        if (!state().isTerminal()) {
            scheduler.start(List.of(pause));
        }
    }

    private void giveUpStuck() {
        if (end.isDone()) {
            return;
        }
        givenUp = willRestart;
        Set<Unit> stuck = openUnits.setAside(name, willRestart, scheduler);
        // Two that write snapshots in one place would damage them: that one is waited for.
        Set<Unit> dispensable =
                stuck.stream().filter(Unit::mayOutliveItsAttempt).collect(Collectors.toSet());
        // Each has its thread to itself now.
        dispensable.forEach(this::interrupt);
        if (willRestart && openUnits.leave(dispensable)) {
            over();
        } else if (!openUnits.areAllIn(stuck)) {
            startGracePeriod();
        }
    }

    /**
     * A function that has called {@code System.exit} returns never, and the shutdown hooks that it waits for may wait for
     * this job: those are told.
     *
     * @return what has called it, for people; empty when nothing has
     */
    public List<String> exiting() {
        return scheduler.exiting().stream()
                .filter(units::contains)
                .map(unit -> unit + unit.doing())
                .toList();
    }

    /**
     * Waits no more for units whose function has called {@code System.exit}. Who is told of the end may call it, too, and
     * is not to do so on the calling thread.
     */
    public void leaveExiting() {
        if (openUnits.leave(scheduler.exiting())) {
            scheduler.start(List.of(new Pause(name + "-end-0", clock(), Duration.ZERO, this::over)));
        }
    }

    /** Whether the next attempt may have begun: what is still running is not to do anything that can be seen. */
    boolean isGivenUp() {
        return givenUp;
    }

    private static JobState terminal(JobState before) {
        return switch (before) {
            case RUNNING, RESTARTING, STOPPING, FINISHED -> JobState.FINISHED;
            case CANCELLING, CANCELLED -> JobState.CANCELLED;
            case FAILING, FAILED -> JobState.FAILED;
        };
    }

    /** Gets a unit out of a function that blocks, unless it closes already. */
    void interrupt(Unit unit) {
        synchronized (closing) {
            if (!closing.contains(unit)) {
                scheduler.interrupt(unit);
            }
        }
    }

    /** Called by a unit that is about to close, on its thread: what it closes has to be able to finish its work. */
    void closing(Unit unit) {
        synchronized (closing) {
            closing.add(unit);
        }
        if (unit.needsOwnThread()) {
            Thread.interrupted();
        }
    }

    /** Null in a job without snapshots. */
    SnapshotCoordinator coordinator() {
        return coordinator;
    }

    RestorePlan plan() {
        return plan;
    }

    RestoredTimes restoredTimes() {
        return restoredTimes;
    }

    TaskRestore restoreOf(Map<String, KeyedState<?>> states, KeyGroupRange groups) {
        return new TaskRestore(setup == null ? null : setup.store(), plan.files(states.keySet(), groups), states);
    }

    boolean mayDropStateOf(String operator) {
        return StateLabels.isDerived(operator) || setup.options().droppable().contains(operator);
    }

    boolean alignsBarriers() {
        return setup == null || setup.options().isAligned();
    }

    /**
     * Whether sinks that can do so commit with snapshots; with those that are not aligned, too, or lines would be lost.
     */
    boolean sinksTakePart() {
        return setup != null;
    }

    /** What the snapshot has that the job goes on from is committed, so that sinks may open. */
    void recovered() {
        recovered = true;
        opened(RECOVERY);
        wakeAll();
    }

    /** A part of the attempt has opened. Nothing flows before all have. */
    void opened(String part) {
        if (opening.opened(part)) {
            wakeAll();
        }
    }

    boolean isOpen() {
        return opening.isOpen();
    }

    /** What has not opened yet, for people. */
    List<String> stillShut() {
        return opening.stillShut();
    }

    boolean isRecovered() {
        return recovered;
    }

    /** A task has all its state. When all tasks have, sources begin. */
    void ready(Task task) {
        LOG.log(Logger.Level.DEBUG, "{0}: ready {1}", name, task);
        opened(task.roleName());
        if (tasksToGetReady.decrementAndGet() == 0) {
            wakeAll();
        }
    }

    boolean isReady() {
        return tasksToGetReady.get() == 0;
    }

    /** Whether another attempt will follow the failure of this one. */
    boolean willRestart() {
        return willRestart;
    }

    boolean isRefused() {
        return sequel.isRefused();
    }

    CompletionStage<JobState> jobEnd() {
        return sequel.jobEnd();
    }

    Disk disk() {
        return scheduler.disk();
    }

    SerdeRegistry serdes() {
        return serdes;
    }

    ExecutionSettings settings() {
        return settings;
    }

    /** What watches over the late events of a node. */
    LateWatch lateWatch(int node, String name) {
        return lateWatches.computeIfAbsent(
                node, unused -> new LateWatch(name, warnings.at("late events of " + name, LATE_INTERVAL)));
    }

    /** Where what may come often is logged: of the whole job, over all attempts. */
    Warnings warnings() {
        return warnings;
    }

    /** An instance of an operator, source or sink of this attempt, with metrics of its own. */
    TaskInstance instance(String operator, int subtask, int parallelism) {
        return new TaskInstance(name, sequel.attempt(), operator, subtask, parallelism, clock());
    }

    JobMeter meter() {
        return meter;
    }

    Clock clock() {
        return scheduler.clock();
    }

    /** Whether the calling thread runs units. */
    public boolean onEngineThread() {
        return scheduler.onEngineThread();
    }

    long requestedBarrier() {
        return requestedBarrier;
    }

    boolean isTearingDown() {
        return givenUp || state.get().isTearingDown();
    }

    boolean isStopping() {
        return state.get() == JobState.STOPPING;
    }

    boolean isDraining() {
        return draining;
    }

    boolean isStoppedWithoutDrain() {
        return stopped && !draining;
    }

    /** Where the thread of a task is, for people; empty when that is not known. */
    String whereabouts(Unit unit) {
        return scheduler.whereabouts(unit);
    }
}
