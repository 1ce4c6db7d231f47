package io.millrace.runtime.job;

import io.millrace.graph.Graph;
import io.millrace.job.JobState;
import io.millrace.runtime.JobContext;
import io.millrace.runtime.JobControl;
import io.millrace.runtime.JobControl.Phase;
import io.millrace.runtime.JobStatus.StopMode;
import io.millrace.runtime.explain.Explainer;
import io.millrace.runtime.metrics.JobMeter;
import io.millrace.runtime.plan.TaskBuilder;
import io.millrace.runtime.schedule.Scheduler;
import io.millrace.runtime.schedule.Unit;
import io.millrace.runtime.snapshot.Commits;
import io.millrace.runtime.snapshot.RestoredState;
import io.millrace.runtime.snapshot.SnapshotCoordinator;
import io.millrace.runtime.snapshot.SnapshotSetup;
import io.millrace.runtime.task.Task;
import io.millrace.runtime.task.TaskEnvironment;
import io.millrace.state.log.SafeText;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * One attempt at a job: its units of work, its state, its first error and its end. Thread-safe.
 *
 * <p>The first error wins, later ones are added to it as suppressed; then every unit closes at its next step, and when
 * the last one has closed the attempt is over.
 */
public final class JobAttempt implements JobControl {

    /** The job that an attempt is one of. */
    interface Owner {

        /** Whether another attempt will follow; asked once, when the attempt fails. */
        boolean follows(Throwable failure);

        /** The attempt has got into another state; as often as that may be. */
        void changed();

        /** All of the attempt has opened, so many tasks, and events are about to flow. */
        void opened(int tasks);

        /** The attempt has failed, and none follows; called once, while its units still close. */
        void failed(Throwable failure);

        /** What there is of it over all attempts. */
        JobLife life();
    }

    private final JobContext job;
    private final Scheduler scheduler;
    private final Owner owner;
    /** What the job says of it changes under the lock, under which that is told, too, before there is another. */
    private final AtomicReference<AttemptState> state = new AtomicReference<>(AttemptState.RUNNING);

    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final CompletableFuture<JobState> end = new CompletableFuture<>();
    private final CompletableFuture<Void> tornDown = new CompletableFuture<>();
    private final Opening opening = new Opening(this::begin);
    private final JobMeter meter;
    private final AttemptUnits units;
    private final GracePeriod grace;
    private final Commits commits;
    private final Optional<SnapshotCoordinator> coordinator;
    private volatile List<Task> tasks = List.of();
    private volatile AttemptObserver observer;
    private volatile StopMode stopMode = StopMode.NONE;

    /** Whether something has failed behind the first failure, so that not everything can work off what is left. */
    private volatile boolean failedAgain;

    private JobAttempt(
            Graph graph, JobContext job, Scheduler scheduler, Optional<SnapshotSetup> snapshots, Owner owner) {
        this.job = job;
        this.scheduler = scheduler;
        this.owner = owner;
        meter = new JobMeter(job.warnings(), job.clock());
        units = new AttemptUnits(job.name(), scheduler);
        commits = snapshots.map(setup -> new Commits(graph, job, this, setup)).orElse(Commits.NONE);
        grace = new GracePeriod(job, scheduler, units, commits, state, this::over);
        coordinator = snapshots.map(setup -> new SnapshotCoordinator(job, this, setup, commits));
    }

    /**
     * Plans a valid graph into tasks and runs them.
     *
     * @param owner what is told
     */
    static JobAttempt start(
            Graph graph, JobContext job, Scheduler scheduler, Optional<SnapshotSetup> snapshots, Owner owner) {
        JobAttempt attempt = new JobAttempt(graph, job, scheduler, snapshots, owner);
        attempt.run(graph, snapshots);
        return attempt;
    }

    private void run(Graph graph, Optional<SnapshotSetup> snapshots) {
        RestoredState restored = RestoredState.of(snapshots);
        TaskBuilder builder = new TaskBuilder(
                graph,
                new TaskEnvironment(
                        job,
                        this,
                        restored,
                        coordinator.map(unit -> unit),
                        commits::of,
                        operator -> Optional.empty(),
                        meter));
        boolean complete = snapshots.map(SnapshotSetup::isComplete).orElse(false);
        List<Unit> all = complete ? new ArrayList<>() : new ArrayList<>(builder.build());
        tasks = builder.tasks();
        observer = new AttemptObserver(job, this, meter, builder.layout(), tasks, scheduler);
        coordinator.ifPresent(unit -> {
            unit.expect(tasks);
            opening.expect(Phase.READERS, SnapshotCoordinator.RECOVERY);
            all.add(unit);
            all.addAll(commits.sinks());
            commits.sinks().forEach(sink -> meter.add(sink.sink(), sink.measured(), sink::metrics));
        });
        tasks.forEach(task -> task.expect(opening::expect));
        try {
            units.start(all);
        } catch (RuntimeException | Error e) {
            // Some may run already.
            if (endLife(before -> AttemptState.FAILING)) {
                closeUnits();
            }
            throw e;
        }
    }

    /** All has opened, and no source is asked before this returns. */
    private void begin() {
        tasks.forEach(task -> task.tell(task::begin));
        owner.opened(tasks.size());
    }

    @Override
    public JobState state() {
        return state.get().told();
    }

    @Override
    public Throwable failure() {
        return failure.get();
    }

    /** Has its tasks say what they are at. */
    public Explainer explainer(Explainer.Asker asker) {
        return observer.explainer(asker);
    }

    /** What looks at it from outside. */
    public AttemptObserver observer() {
        return observer;
    }

    /** What takes its snapshots, if it takes any. */
    Optional<SnapshotCoordinator> coordinator() {
        return coordinator;
    }

    /**
     * Completes when every unit has closed: with the terminal state, or {@link JobState#RESTARTING} when another attempt
     * follows.
     */
    public CompletableFuture<JobState> end() {
        return end;
    }

    /** Tells the sources to end. The first call decides. */
    public synchronized void stop(StopMode mode) {
        if (state.get() == AttemptState.RUNNING) {
            stopMode = mode;
            state.set(AttemptState.STOPPING);
            owner.changed();
            units.wake();
        }
    }

    @Override
    public long oldestSnapshot() {
        return coordinator.map(SnapshotCoordinator::oldest).orElse(0L);
    }

    @Override
    public StopMode stopMode() {
        return stopMode;
    }

    /** Closes every unit at its next step. What is under way is dropped. */
    public void cancel() {
        tearDown(AttemptState::cancelled);
    }

    /** Sends a barrier through the job, from each source that has not ended. */
    public void requestBarrier(long snapshot) {
        tasks.forEach(task -> task.requestBarrier(snapshot));
    }

    @Override
    public void fail(Throwable error) {
        if (state.get() == AttemptState.CANCELLING && causedByInterrupt(error)) {
            return;
        }
        if (failure.compareAndSet(null, error)) {
            tearDownFailing(error, owner.follows(error));
            return;
        }
        if (failure.get() != error && !causedByInterrupt(error)) {
            SafeText.suppress(failure.get(), error);
        }
        // Ahead of the look at the state: whoever changes that looks here behind it.
        failedAgain = true;
        if (state.get() == AttemptState.WORKING_OFF) {
            tearDown(before -> AttemptState.FAILING);
        }
    }

    private void tearDown(UnaryOperator<AttemptState> to) {
        if (endLife(to)) {
            closeUnits();
            grace.begin();
        }
    }

    private void tearDownFailing(Throwable error, boolean follows) {
        if (endLife(before -> follows ? AttemptState.RESTARTING : AttemptState.FAILING)) {
            if (!follows) {
                owner.failed(error);
            }
            closeUnits();
            grace.begin();
        }
    }

    @Override
    public boolean failWhenWorkedOff(Throwable error) {
        if (!failure.compareAndSet(null, error)) {
            fail(error);
            return false;
        }
        if (owner.follows(error)) {
            tearDownFailing(error, true);
            return false;
        }
        boolean goesOn = endLife(before -> AttemptState.WORKING_OFF);
        if (goesOn) {
            owner.failed(error);
            if (failedAgain) {
                tearDown(before -> AttemptState.FAILING);
            }
        }
        return goesOn && !failedAgain;
    }

    /** A blocked function is interrupted on purpose when the job is torn down. */
    private static boolean causedByInterrupt(Throwable error) {
        return SafeText.find(error, InterruptedException.class) != null
                || SafeText.find(error, ClosedByInterruptException.class) != null;
    }

    /** Leaves the states in which it runs; returns false when it has left them before. */
    private synchronized boolean endLife(UnaryOperator<AttemptState> to) {
        AttemptState before = state.get();
        if (before.isLive()) {
            state.set(to.apply(before));
            owner.changed();
        }
        return before.isLive();
    }

    private void closeUnits() {
        units.wake();
        units.interrupt();
        // Comes last, since those who are told may do as they like.
        tornDown.complete(null);
    }

    @Override
    public boolean isTearingDown() {
        return state.get().isTearingDown();
    }

    @Override
    public boolean isAbandoned() {
        return state.get().isAbandoned();
    }

    @Override
    public boolean willRestart() {
        return state.get().willRestart();
    }

    @Override
    public void interrupt(Unit unit) {
        units.interrupt(unit);
    }

    @Override
    public void closing(Unit unit) {
        units.closing(unit);
    }

    @Override
    public void closed(Unit unit) {
        if (units.closed(unit)) {
            over();
        }
    }

    private void over() {
        AttemptState last;
        synchronized (this) {
            last = state.updateAndGet(AttemptState::over);
        }
        grace.end();
        end.complete(last.told()); // comes last, as above
    }

    /**
     * A function that has called {@code System.exit} returns never, and the shutdown hooks that it waits for may wait for
     * this job: those are told.
     *
     * @return what has called it, for people; empty when nothing has
     */
    public List<String> exiting() {
        return units.exiting();
    }

    /**
     * Waits no more for units whose function has called {@code System.exit}. Who is told of the end may call it, too, and
     * is not to do so on the calling thread.
     */
    public void leaveExiting() {
        grace.leaveExiting();
    }

    /** What has not closed yet, and where its thread is, for a message about a job that does not end. */
    public List<String> openUnits() {
        return units.open();
    }

    @Override
    public Phase phase() {
        return opening.phase();
    }

    @Override
    public void opened(String part) {
        // a reader that could not open is over, which the task that waits for it cannot tell from being open
        boolean failed = failure.get() != null && isTearingDown();
        if (!failed && opening.opened(part)) {
            units.wake();
        }
    }

    /** What has not opened yet, for people. */
    List<String> stillShut() {
        return opening.stillShut();
    }

    @Override
    public boolean isRefused() {
        return owner.life().isToldByStart();
    }

    @Override
    public CompletionStage<JobState> jobEnd() {
        return owner.life().endForSources();
    }

    @Override
    public <S> S ofJob(String operator, Supplier<S> maker) {
        return owner.life().objects().of(operator, maker);
    }

    @Override
    public CompletionStage<Void> attemptEnd() {
        return tornDown;
    }

    @Override
    public void after(Duration delay, Runnable action) {
        scheduler.after(delay, action);
    }

    @Override
    public boolean onEngineThread() {
        return scheduler.onEngineThread();
    }
}
