package io.millrace.runtime.job;

import io.millrace.graph.Graph;
import io.millrace.job.JobListener;
import io.millrace.job.JobState;
import io.millrace.metrics.JobMetrics;
import io.millrace.refusal.JobRefusedException;
import io.millrace.refusal.NotEnoughMemoryException;
import io.millrace.runtime.JobContext;
import io.millrace.runtime.JobSettings;
import io.millrace.runtime.Refusals;
import io.millrace.runtime.StopMode;
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
import io.millrace.state.time.Times;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A job over all its attempts: starts the first one, and after a failure the next, each from the latest snapshot.
 * Thread-safe.
 */
public final class Supervisor {

    private static final Logger LOG = System.getLogger("io.millrace.runtime");

    private final Graph graph;
    private final JobSettings settings;
    private final Scheduler scheduler;
    private final Optional<JobSnapshots> snapshots;
    private final RestartPolicy attempts;
    private final Warnings warnings;
    private final JobLog log;
    private final JobObjects objects;
    private final JobEvents events;
    private final SnapshotMeter meter;
    private final CompletableFuture<JobState> end = new CompletableFuture<>();
    private volatile JobAttempt current;

    /** Completes ahead of {@link #end}, so that sources know it, whatever those do who wait for the end. */
    private final CompletableFuture<JobState> over = new CompletableFuture<>();

    /** Completes behind {@link #end}: whoever waits for a future may have to run what depends on it. */
    private final CompletableFuture<JobState> told = new CompletableFuture<>();

    /** Completes when the first attempt has opened that does. */
    private final CompletableFuture<Void> opened = new CompletableFuture<>();

    /** Whether whoever starts the job waits for that, and is told what keeps it from opening. */
    private volatile boolean awaited;

    private volatile boolean pausing;

    /** Whether the current attempt has opened, or had before it failed. */
    private volatile boolean running;

    private volatile boolean cancelled;
    private volatile Throwable fault;

    /** What the job is told; attempts that follow are told so too. */
    private volatile StopMode stopMode = StopMode.NONE;

    /** The latest pause between two attempts. */
    private Optional<Pause> pause = Optional.empty();

    private Supervisor(
            Graph graph, JobSettings settings, Scheduler scheduler, Optional<Snapshots> snapshots, Restart restart) {
        this.graph = graph;
        this.settings = settings;
        this.scheduler = scheduler;
        this.snapshots = snapshots.map(options -> JobSnapshots.open(graph, options));
        attempts = new RestartPolicy(restart, scheduler.clock());
        warnings = new Warnings(scheduler.log(), scheduler.clock()::nanos);
        objects = new JobObjects(graph);
        log = new JobLog(graph.name(), scheduler.log(), scheduler.clock());
        events = new JobEvents(graph.name(), scheduler, warnings, this::tellableState);
        meter = new SnapshotMeter(events);
    }

    /**
     * Starts a job from a valid graph.
     *
     * @throws io.millrace.refusal.JobRefusedException when it cannot run as it is
     */
    public static Supervisor start(
            Graph graph, JobSettings settings, Scheduler scheduler, Optional<Snapshots> snapshots, Restart restart) {
        return start(graph, settings, scheduler, snapshots, restart, List.of(), false);
    }

    /**
     * Starts a job from a valid graph.
     *
     * @param listeners are told of it from the beginning on
     * @param awaited whether the caller goes on to {@link #awaitOpen}, and is told there what keeps the job from opening
     * @throws io.millrace.refusal.JobRefusedException when it cannot run as it is
     */
    public static Supervisor start(
            Graph graph,
            JobSettings settings,
            Scheduler scheduler,
            Optional<Snapshots> snapshots,
            Restart restart,
            List<JobListener> listeners,
            boolean awaited) {
        Supervisor supervisor = new Supervisor(graph, settings, scheduler, snapshots, restart);
        supervisor.awaited = awaited;
        listeners.forEach(supervisor.events::add);
        supervisor.startFirst();
        return supervisor;
    }

    private void startFirst() {
        try {
            Refusals.checkFiles(graph);
            startAttempt();
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
        follow(attempt);
        CompletableFuture<Void> followed = attempt.end().thenAccept(this::ended);
        LOG.log(Logger.Level.DEBUG, "{0}: attempt begun, over already: {1}", graph.name(), followed.isDone());
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

    /** Whoever has told the attempt before to end meant the job. */
    private synchronized void follow(JobAttempt attempt) {
        current = attempt;
        pausing = false;
        if (cancelled) {
            attempt.cancel();
        } else if (stopMode != StopMode.NONE) {
            attempt.stop(stopMode);
        }
        events.stateMayHaveChanged();
    }

    /** What listeners are told: that a job runs not before all of it has opened. */
    private Optional<JobState> tellableState() {
        return Optional.ofNullable(current)
                .map(attempt -> state())
                .filter(state -> running || state != JobState.RUNNING);
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
            running = true;
            events.stateMayHaveChanged();
            if (!opened.isDone()) {
                log.cautions(graph);
                log.started(tasks, scheduler.workers(), meter.read().restored());
                opened.complete(null);
            }
        }

        @Override
        public void failed(Throwable failure) {
            if (!isToldByStart()) {
                log.failed(attempts.verdictOn(failure));
            }
        }

        @Override
        public boolean isRefused() {
            return isToldByStart();
        }

        @Override
        public <S> S ofJob(String operator, Supplier<S> maker) {
            return objects.of(operator, maker);
        }

        @Override
        public CompletionStage<JobState> jobEnd() {
            return over;
        }
    }

    /** Whether it is still to be seen whether the job can run. */
    public boolean isOpening() {
        return !opened.isDone() && !end.isDone();
    }

    private boolean isToldByStart() {
        return awaited && !opened.isDone();
    }

    /**
     * Waits until the job has opened, or has ended before that; not for ever, since an open may hang.
     *
     * @return whether it is to be taken for started: it has opened, or may do so later
     */
    public boolean awaitOpen(Duration patience) throws InterruptedException {
        try {
            CompletableFuture.anyOf(opened, end).get(Times.nanos(patience), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            log.opensLate(patience, current.stillShut(), openUnits());
        } finally {
            awaited = false;
        }
        if (opened.isDone() || end.isDone()) {
            return opened.isDone();
        }
        if (state() == JobState.FAILING) {
            log.failed(failure());
        }
        return true;
    }

    /** A job that cannot run as it is does not run at the next attempt either, unless it has done so before. */
    private boolean mayFollow(Throwable failure) {
        if (failure instanceof JobRefusedException && !opened.isDone()) {
            return false;
        }
        if (failure instanceof SnapshotFailedException && stopMode != StopMode.NONE) {
            // The last one: another attempt would end at once where the latest is, as if all were well.
            return false;
        }
        return !cancelled && attempts.mayFollow(failure, meter.read().completed());
    }

    private void ended(JobState state) {
        if (state != JobState.RESTARTING) {
            finish(state);
            return;
        }
        if (cancelled) {
            finish(JobState.FAILED);
            return;
        }
        try {
            restartAfter(current.failure());
        } catch (Throwable e) {
            endWith(e);
        }
    }

    private void restartAfter(Throwable failure) {
        Duration delay = attempts.delay();
        log.restarts(attempts.inARow() + 1, delay, failure);
        running = false;
        events.stateMayHaveChanged();
        events.onRestart(failure, delay);
        Pause next = new Pause(graph.name() + "-restart-0", scheduler.clock(), delay, this::goOn);
        synchronized (this) {
            pausing = true;
            pause = Optional.of(next);
            if (cancelled || stopMode != StopMode.NONE) {
                next.end();
            }
        }
        scheduler.start(List.of(next));
    }

    /** The pause after a failure is over. */
    private void goOn() {
        if (cancelled) {
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
        SafeText.suppress(error, current.failure());
        fault = error;
        finish(JobState.FAILED);
    }

    private void finish(JobState state) {
        JobState last = fault != null ? JobState.FAILED : state;
        snapshots.ifPresent(each -> each.close(Optional.empty()));
        warnings.close();
        over.complete(last);
        tellEnd(last);
        events.end(last, () -> {
            end.complete(last);
            told.complete(last);
        });
    }

    private void tellEnd(JobState last) {
        Throwable failure = failure();
        if (isToldByStart()) {
            return;
        }
        if (last == JobState.FAILED) {
            log.failed(failure);
        } else if (last == JobState.CANCELLED && failure != null && !current.willRestart()) {
            log.closedWith(failure);
        }
        log.ended(current.metrics().with(last, meter.read()));
    }

    public String name() {
        return graph.name();
    }

    /** What it has over all attempts. */
    public JobObjects objects() {
        return objects;
    }

    public JobState state() {
        if (end.isDone()) {
            return end.join();
        }
        JobState state = pausing ? JobState.RESTARTING : current.state();
        // When the attempt is over, the job is as soon as its store is closed.
        return switch (state) {
            case RESTARTING -> cancelled ? JobState.CANCELLING : JobState.RESTARTING;
            case FINISHED -> JobState.STOPPING;
            case CANCELLED -> JobState.CANCELLING;
            case FAILED -> JobState.FAILING;
            default -> state;
        };
    }

    /** The error that the job ended with, or that the current attempt has met; or null. */
    public Throwable failure() {
        return fault != null ? fault : attempts.verdictOn(current.failure());
    }

    /** Completes with the terminal state when the last attempt is over. Only to be waited for. */
    public CompletableFuture<JobState> end() {
        return end;
    }

    /** Completes with the terminal state when the last attempt is over, for all who like to be told. */
    public CompletionStage<JobState> onEnd() {
        return told.minimalCompletionStage();
    }

    /** The current attempt. */
    public JobAttempt attempt() {
        return current;
    }

    public JobMetrics metrics() {
        return current.metrics().with(state(), meter.read());
    }

    /**
     * As {@link JobAttempt#stop}, and so are the attempts that follow when this one fails. A job that waits to be
     * started again is so at once. The first call decides.
     */
    public synchronized void stop(StopMode mode) {
        if (stopMode == StopMode.NONE) {
            stopMode = mode;
        }
        current.stop(mode);
        pause.ifPresent(Pause::end);
    }

    public synchronized void cancel() {
        cancelled = true;
        current.cancel();
        events.stateMayHaveChanged();
        pause.ifPresent(Pause::end);
    }

    /**
     * Takes a snapshot.
     *
     * @param snapshot its name, or null
     */
    public CompletableFuture<SnapshotInfo> snapshot(String snapshot) {
        SnapshotCoordinator coordinator = current.coordinator()
                .orElseThrow(() -> new IllegalStateException("job '" + graph.name()
                        + "' takes no snapshots; start it with JobOptions.withSnapshots(Snapshots.in(directory))"));
        if (end.isDone() || pausing) {
            return CompletableFuture.failedFuture(new SnapshotFailedException(
                    "job '" + graph.name() + "' is " + state() + ", no snapshot can be taken", null));
        }
        return coordinator.request(snapshot);
    }

    /** The process of the job has died, as far as a simulation goes: whoever feeds it is told, and nothing else is. */
    public void dies() {
        over.complete(JobState.CANCELLED);
    }

    /** Whether the calling thread runs units. */
    public boolean onEngineThread() {
        return scheduler.onEngineThread();
    }

    /** From now on. */
    public void listen(JobListener listener) {
        events.add(listener);
    }

    /** As {@link JobAttempt#exiting}; a listener may have done so, too. */
    public List<String> exiting() {
        return scheduler.exiting().contains(events) ? List.of(events + events.doing()) : current.exiting();
    }

    /** As {@link JobAttempt#leaveExiting}; of a job that is told to end. */
    public void leaveExiting() {
        current.leaveExiting();
        if (scheduler.exiting().contains(events)) {
            events.leave();
        }
    }

    /** What has not closed yet, for a message about a job that does not end. */
    public List<String> openUnits() {
        return over.isDone() && !events.isDone()
                ? List.of(events + events.doing() + scheduler.whereabouts(events))
                : current.openUnits();
    }

    @Override
    public String toString() {
        return "job " + graph.name();
    }
}
