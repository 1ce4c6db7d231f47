package io.millrace.runtime.job;

import io.millrace.graph.Graph;
import io.millrace.job.JobListener;
import io.millrace.job.JobState;
import io.millrace.metrics.JobMetrics;
import io.millrace.refusal.JobRefusedException;
import io.millrace.refusal.JobRefusedException.NotEnoughMemoryException;
import io.millrace.runtime.JobContext;
import io.millrace.runtime.JobContext.JobSettings;
import io.millrace.runtime.JobStatus.StopMode;
import io.millrace.runtime.Refusals;
import io.millrace.runtime.plan.Planner;
import io.millrace.runtime.schedule.Pause;
import io.millrace.runtime.schedule.Scheduler;
import io.millrace.runtime.snapshot.JobSnapshots;
import io.millrace.runtime.snapshot.SnapshotCoordinator;
import io.millrace.runtime.snapshot.SnapshotMeter;
import io.millrace.runtime.snapshot.SnapshotSetup;
import io.millrace.snapshot.Restart;
import io.millrace.snapshot.SnapshotFailedException;
import io.millrace.snapshot.SnapshotInfo;
import io.millrace.snapshot.Snapshots;
import io.millrace.state.log.SafeText;
import io.millrace.state.log.Warnings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A job over all its attempts: starts the first one, and after a failure the next, each from the latest snapshot.
 * Thread-safe.
 */
public final class Supervisor {

    private final Graph graph;
    private final JobSettings settings;
    private final Scheduler scheduler;
    private final Optional<JobSnapshots> snapshots;
    private final RestartPolicy attempts;
    private final Warnings warnings;
    private final JobLog log;
    private final JobEvents events;
    private final SnapshotMeter meter;
    private final JobLife life;
    private final CurrentAttempt current;

    private volatile Throwable fault;

    /**
     * A job of a valid graph, which is still to be started.
     *
     * @param listeners are told of it from the beginning on
     */
    public Supervisor(
            Graph graph,
            JobSettings settings,
            Scheduler scheduler,
            Optional<Snapshots> snapshots,
            Restart restart,
            List<JobListener> listeners) {
        this.graph = graph;
        this.settings = settings;
        this.scheduler = scheduler;
        this.snapshots = snapshots.map(options -> JobSnapshots.open(graph, options));
        attempts = new RestartPolicy(restart, scheduler.clock());
        warnings = new Warnings(scheduler.log(), scheduler.clock()::nanos);
        life = new JobLife(new JobObjects(graph));
        log = new JobLog(graph.name(), scheduler.log(), scheduler.clock());
        events = new JobEvents(graph.name(), scheduler, warnings, this::tellableState);
        meter = new SnapshotMeter(events);
        current = new CurrentAttempt(events::stateMayHaveChanged);
        listeners.forEach(events::add);
    }

    /** As {@link #start}, for a caller who goes on to {@link #awaitOpen}, and is told there what keeps the job from opening. */
    public Supervisor startAwaited() {
        life.willBeAwaited();
        return start();
    }

    /**
     * Starts the job.
     *
     * @return this job
     * @throws JobRefusedException when it cannot run as it is
     */
    public Supervisor start() {
        try {
            Refusals.checkFiles(graph);
            startAttempt();
            return this;
        } catch (RuntimeException | Error e) {
            snapshots.ifPresent(each -> each.close(Optional.of(e)));
            events.told();
            throw e;
        }
    }

    private void startAttempt() {
        Optional<SnapshotSetup> setup = snapshots.map(each -> each.next(attempts.hasOwnSnapshot(), meter));
        attempts.begin();
        JobAttempt attempt = begin(setup);
        current.follow(attempt);
        CompletableFuture<Void> unused = attempt.end().thenAccept(this::ended);
    }

    private JobAttempt begin(Optional<SnapshotSetup> setup) {
        JobContext job = new JobContext(
                graph.name(),
                setup.map(SnapshotSetup::attempt).orElseGet(attempts::begun),
                settings,
                graph.serdes(),
                scheduler.clock(),
                scheduler.disk(),
                scheduler::helpers,
                warnings,
                snapshots.map(JobSnapshots::options));
        try {
            return JobAttempt.start(graph, job, scheduler, setup, new NextAttempt(setup));
        } catch (OutOfMemoryError e) {
            throw new NotEnoughMemoryException(new Planner(graph, settings.parallelism()).tooLarge(e), e);
        }
    }

    private Optional<JobState> tellableState() {
        return current.stateToTell();
    }

    /** What becomes of the job when an attempt fails. */
    private final class NextAttempt implements JobAttempt.Owner {

        private final Optional<SnapshotSetup> setup;

        private NextAttempt(Optional<SnapshotSetup> setup) {
            this.setup = setup;
        }

        @Override
        public boolean follows(Throwable failure) {
            return mayFollow(failure);
        }

        @Override
        public void changed() {
            events.stateMayHaveChanged();
        }

        @Override
        public void opened(int tasks) {
            setup.ifPresent(from -> meter.restored(from.restored()));
            // Before whoever has started the job goes on.
            current.opened();
            if (!life.hasOpened()) {
                log.cautions(graph);
                log.started(tasks, scheduler.workers(), meter.read().restored());
                if (!life.opened()) {
                    log.tell();
                }
            }
        }

        @Override
        public void failed(Throwable failure) {
            if (!life.isToldByStart()) {
                log.failed(attempts.verdictOn(failure));
            }
        }

        @Override
        public JobLife life() {
            return life;
        }
    }

    /** Whether it is still to be seen whether the job can run. */
    public boolean isOpening() {
        return life.isOpening();
    }

    /** Waits until the job has opened, or has ended before that; not for ever, since an open may hang. Returns whether it is to be taken for started: it has opened, or may do so later. */
    public boolean awaitOpen(Duration patience) throws InterruptedException {
        try {
            if (life.awaitOpen(patience) || life.hasEnded()) {
                return life.hasOpened();
            }
            log.opensLate(patience, current.get().stillShut(), openUnits());
        } finally {
            life.isAwaitedNoMore();
            log.tell();
        }
        if (state() == JobState.FAILING) {
            log.failed(failure());
        }
        return true;
    }

    /** A job that cannot run as it is does not run at the next attempt either, unless it has done so before. */
    private boolean mayFollow(Throwable failure) {
        if (failure instanceof JobRefusedException && !life.hasOpened()) {
            return false;
        }
        if (failure instanceof SnapshotFailedException && current.isStopped()) {
            // The last one: another attempt would end at once where the latest is, as if all were well.
            return false;
        }
        return !current.isCancelled()
                && attempts.mayFollow(failure, meter.read().completed());
    }

    private void ended(JobState state) {
        if (state != JobState.RESTARTING || current.isCancelled()) {
            finish(state == JobState.RESTARTING ? JobState.FAILED : state);
            return;
        }
        try {
            restartAfter(current.get().failure());
        } catch (Throwable e) {
            endWith(e);
        }
    }

    private void restartAfter(Throwable failure) {
        Duration delay = attempts.delay();
        log.restarts(attempts.inARow() + 1, delay, failure);
        current.failed();
        events.onRestart(failure, delay);
        Pause next = new Pause(graph.name() + "-restart-0", scheduler.clock(), delay, this::goOn);
        current.pause(next);
        scheduler.start(List.of(next));
    }

    /** The pause after a failure is over. */
    private void goOn() {
        if (current.isCancelled()) {
            finish(JobState.CANCELLED);
            return;
        }
        try {
            meter.restarted();
            startAttempt();
        } catch (Throwable e) {
            cannotGoOn(e);
        }
    }

    /** The store may be readable again later. */
    private void cannotGoOn(Throwable error) {
        try {
            if (mayFollow(error)) {
                restartAfter(error);
            } else {
                endWith(error);
            }
        } catch (Throwable e) {
            endWith(e);
        }
    }

    /** The job cannot be started again; what it has failed of is not forgotten over that. */
    private void endWith(Throwable error) {
        SafeText.suppress(error, current.get().failure());
        fault = error;
        finish(JobState.FAILED);
    }

    private void finish(JobState state) {
        JobState last = fault != null ? JobState.FAILED : state;
        snapshots.ifPresent(each -> each.close(Optional.empty()));
        warnings.close();
        life.over(last);
        tellEnd(last);
        events.end(last, () -> life.end(last));
    }

    private void tellEnd(JobState last) {
        if (life.isToldByStart()) {
            return;
        }
        boolean cancelled = last == JobState.CANCELLED && !current.get().willRestart();
        if (cancelled || last == JobState.FAILED) {
            log.endsWith(last, failure());
        }
        log.ended(metrics(AttemptObserver::counted).with(last, meter.read()));
    }

    public String name() {
        return graph.name();
    }

    /** What it has over all attempts. */
    public JobObjects objects() {
        return life.objects();
    }

    public JobState state() {
        return life.hasEnded() ? life.end().join() : current.state();
    }

    /** The error that the job ended with, or that the current attempt has met; or null. */
    public Throwable failure() {
        return fault != null ? fault : attempts.verdictOn(current.get().failure());
    }

    /** Completes with the terminal state when the last attempt is over. Only to be waited for. */
    public CompletableFuture<JobState> end() {
        return life.end();
    }

    /** Completes with the terminal state when the last attempt is over, for all who like to be told. */
    public CompletionStage<JobState> onEnd() {
        return life.endToTell();
    }

    /** The current attempt. */
    public JobAttempt attempt() {
        return current.get();
    }

    /** As the current attempt is seen, and the snapshots of all attempts. */
    public JobMetrics metrics(Function<AttemptObserver, JobMetrics> look) {
        return look.apply(current.get().observer()).with(state(), meter.read());
    }

    /**
     * As {@link JobAttempt#stop}, and so are the attempts that follow when this one fails. A job that waits to be
     * started again is so at once. The first call decides.
     */
    public void stop(StopMode mode) {
        current.stop(mode);
    }

    public void cancel() {
        current.cancel();
    }

    /**
     * Takes a snapshot.
     *
     * @param snapshot its name, or null
     */
    public CompletableFuture<SnapshotInfo> snapshot(String snapshot) {
        SnapshotCoordinator coordinator = current.get()
                .coordinator()
                .orElseThrow(() -> new IllegalStateException("job '" + graph.name()
                        + "' takes no snapshots; start it with JobOptions.withSnapshots(Snapshots.in(directory))"));
        if (life.hasEnded() || current.isPausing()) {
            return CompletableFuture.failedFuture(new SnapshotFailedException(
                    "job '" + graph.name() + "' is " + state() + ", no snapshot can be taken", null));
        }
        return coordinator.request(snapshot);
    }

    /** The process of the job has died, as far as a simulation goes: whoever feeds it is told, and nothing else is. */
    public void dies() {
        life.over(JobState.CANCELLED);
    }

    /** Whether the calling thread runs units. */
    public boolean onEngineThread() {
        return scheduler.onEngineThread();
    }

    /** What tells the listeners. */
    public JobEvents events() {
        return events;
    }

    /** As {@link JobAttempt#exiting}; a listener may have done so, too. */
    public List<String> exiting() {
        return scheduler.exiting().contains(events)
                ? List.of(events + events.doing())
                : current.get().exiting();
    }

    /** As {@link JobAttempt#leaveExiting}; of a job that is told to end. */
    public void leaveExiting() {
        current.get().leaveExiting();
        if (scheduler.exiting().contains(events)) {
            events.leave();
        }
    }

    /** What has not closed yet, for a message about a job that does not end. */
    public List<String> openUnits() {
        return life.isOver() && !events.isDone()
                ? List.of(events + events.doing() + scheduler.whereabouts(events))
                : current.get().openUnits();
    }

    @Override
    public String toString() {
        return "job " + graph.name();
    }
}
