package io.millrace.runtime;

import io.millrace.graph.Graph;
import io.millrace.metrics.JobMetrics;
import io.millrace.metrics.JobState;
import io.millrace.snapshot.Restart;
import io.millrace.snapshot.SnapshotFailedException;
import io.millrace.snapshot.SnapshotInfo;
import io.millrace.snapshot.Snapshots;
import io.millrace.state.store.Manifest;
import io.millrace.state.store.SnapshotStore;
import java.io.IOException;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A job over all its attempts: starts the first one, and after a failure the next, each from the latest snapshot.
 * Thread-safe.
 */
public final class Supervisor {

    private static final Logger LOG = System.getLogger("io.millrace.runtime");

    private final Graph graph;
    private final ExecutionSettings settings;
    private final Scheduler scheduler;

    /** Null in a job without snapshots. */
    private final Snapshots snapshots;

    private final SnapshotStore store;
    private final Attempts attempts;
    private final SnapshotMeter meter = new SnapshotMeter();
    private final CompletableFuture<JobState> end = new CompletableFuture<>();
    private volatile Execution current;
    private volatile boolean pausing;
    private volatile boolean stopped;
    private volatile Throwable fault;
    private Pause pause;

    private Supervisor(
            Graph graph,
            ExecutionSettings settings,
            Scheduler scheduler,
            Snapshots snapshots,
            SnapshotStore store,
            Restart restart) {
        this.graph = graph;
        this.settings = settings;
        this.scheduler = scheduler;
        this.snapshots = snapshots;
        this.store = store;
        attempts = new Attempts(restart, scheduler.clock());
    }

    /**
     * Starts a job from a valid graph.
     *
     * @param snapshots null for none
     * @throws IllegalStateException when the snapshots cannot be used, or do not fit the graph
     */
    public static Supervisor start(
            Graph graph, ExecutionSettings settings, Scheduler scheduler, Snapshots snapshots, Restart restart) {
        SnapshotStore store = snapshots == null ? null : open(graph, snapshots);
        Supervisor supervisor = new Supervisor(graph, settings, scheduler, snapshots, store, restart);
        try {
            supervisor.startAttempt();
        } catch (RuntimeException | Error e) {
            supervisor.closeStore(e);
            throw e;
        }
        return supervisor;
    }

    private static SnapshotStore open(Graph graph, Snapshots snapshots) {
        try {
            return snapshots.open();
        } catch (IOException e) {
            throw new IllegalStateException(
                    "job '" + graph.name() + "' cannot use its " + snapshots + ": " + e.getMessage(), e);
        }
    }

    private synchronized void startAttempt() {
        SnapshotSetup setup = snapshots == null ? null : setup();
        if (setup != null) {
            meter.restored(setup.restored());
        }
        attempts.begin();
        Execution attempt = Execution.start(graph, settings, scheduler, setup, this::restarts);
        current = attempt;
        pausing = false;
        CompletableFuture<Void> followed = attempt.end().thenAccept(this::ended);
        LOG.log(Logger.Level.DEBUG, "{0}: attempt begun, over already: {1}", graph.name(), followed.isDone());
    }

    private SnapshotSetup setup() {
        try {
            List<Manifest> manifests = store.manifests();
            Manifest restored = RestoreChoice.of(graph, snapshots, manifests, attempts.hasOwnSnapshot());
            long nextId = manifests.isEmpty()
                    ? 1
                    : manifests.get(manifests.size() - 1).id() + 1;
            return new SnapshotSetup(snapshots, store, restored, nextId, meter);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "job '" + graph.name() + "' cannot go on from its " + snapshots + ": " + e.getMessage(), e);
        }
    }

    private boolean restarts(Throwable failure) {
        return !stopped && attempts.mayFollow(failure, meter.read().completed());
    }

    private void ended(JobState state) {
        Execution attempt = current;
        if (state != JobState.FAILED || !attempt.willRestart() || stopped) {
            finish(state);
            return;
        }
        Duration delay = attempts.delay();
        LOG.log(
                Logger.Level.WARNING,
                "job " + graph.name() + " has failed and starts again " + (delay.isZero() ? "at once" : "in " + delay)
                        + ": " + attempt.failure());
        synchronized (this) {
            pausing = true;
            pause = new Pause(graph.name(), scheduler.clock(), delay, this::goOn);
        }
        scheduler.start(List.of(pause));
    }

    /** The pause after a failure is over. */
    private void goOn() {
        if (stopped) {
            finish(JobState.CANCELLED);
            return;
        }
        try {
            meter.restarted();
            startAttempt();
        } catch (RuntimeException | Error e) {
            e.addSuppressed(current.failure());
            fault = e;
            finish(JobState.FAILED);
        }
    }

    private void finish(JobState state) {
        closeStore(null);
        pausing = false;
        end.complete(fault != null ? JobState.FAILED : state);
    }

    private void closeStore(Throwable first) {
        if (store == null) {
            return;
        }
        try {
            store.close();
        } catch (Exception e) {
            if (first != null) {
                first.addSuppressed(e);
            } else {
                LOG.log(Logger.Level.WARNING, "job " + graph.name() + ": " + store + " cannot be closed", e);
            }
        }
    }

    public String name() {
        return graph.name();
    }

    public JobState state() {
        if (end.isDone()) {
            return end.join();
        }
        JobState state = current.state();
        return pausing ? JobState.RESTARTING : state.isTerminal() ? beyond(state) : state;
    }

    /** The attempt is over; the job is as soon as its store is closed, or else another attempt follows. */
    private JobState beyond(JobState state) {
        return switch (state) {
            case FINISHED -> JobState.STOPPING;
            case CANCELLED -> JobState.CANCELLING;
            default -> current.willRestart() && !stopped ? JobState.RESTARTING : JobState.FAILING;
        };
    }

    /** The error that the job ended with, or that the current attempt has met; or null. */
    public Throwable failure() {
        return fault != null ? fault : attempts.verdictOn(current.failure());
    }

    /** Completes with the terminal state when the last attempt is over. */
    public CompletableFuture<JobState> end() {
        return end;
    }

    /** The current attempt. */
    public Execution attempt() {
        return current;
    }

    public JobMetrics metrics() {
        return current.metrics().with(state(), meter.read());
    }

    /** As {@link Execution#stop}; a job that waits to be started again ends. */
    public void stop(boolean drain) {
        if (pausing) {
            cancel();
        }
        current.stop(drain);
    }

    public void cancel() {
        stopped = true;
        current.cancel();
        synchronized (this) {
            if (pause != null) {
                pause.end();
            }
        }
    }

    /**
     * Takes a snapshot.
     *
     * @param snapshot its name, or null
     */
    public CompletableFuture<SnapshotInfo> snapshot(String snapshot) {
        SnapshotCoordinator coordinator = current.coordinator();
        if (coordinator == null) {
            throw new IllegalStateException("job '" + graph.name()
                    + "' takes no snapshots; start it with JobOptions.withSnapshots(Snapshots.in(directory))");
        }
        if (end.isDone() || pausing) {
            return CompletableFuture.failedFuture(new SnapshotFailedException(
                    "job '" + graph.name() + "' is " + state() + ", no snapshot can be taken", null));
        }
        return coordinator.request(snapshot);
    }

    /** Whether the calling thread runs units. */
    public boolean onEngineThread() {
        return scheduler.onEngineThread();
    }

    /** What has not closed yet, for a message about a job that does not end. */
    public List<String> openUnits() {
        return current.openUnits();
    }

    @Override
    public String toString() {
        return "job " + graph.name();
    }
}
