package io.millrace;

import io.millrace.host.Plan;
import io.millrace.job.JobListener;
import io.millrace.job.JobState;
import io.millrace.metrics.Bottleneck;
import io.millrace.metrics.Explanation;
import io.millrace.metrics.Health;
import io.millrace.metrics.JobMetrics;
import io.millrace.metrics.KeyState;
import io.millrace.metrics.Ledger;
import io.millrace.runtime.JobStatus.StopMode;
import io.millrace.runtime.job.AttemptObserver;
import io.millrace.runtime.job.StallWatch;
import io.millrace.runtime.job.Supervisor;
import io.millrace.snapshot.SnapshotInfo;
import io.millrace.snapshot.Snapshots;
import io.millrace.state.log.SafeText;
import io.millrace.state.serde.Type;
import io.millrace.view.TableView;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A pipeline that runs, or has run. Thread-safe. */
public final class Job implements AutoCloseable {

    private static final String USE_ON_END = "use onEnd()";
    private static final Duration PATIENCE_TO_OPEN = Duration.ofSeconds(30);

    private static final Duration A_LOOK = Duration.ofMillis(500);

    private final Supervisor supervisor;
    private final Supplier<Plan> plan;
    private final JobWaiter waiter;
    private final JobLook look;
    private final JobClosing closing;

    /** Whether somebody has been told of a failure, or will be. */
    private volatile boolean told;

    Job(Supervisor supervisor, Supplier<Plan> plan, StallWatch stalls) {
        this.supervisor = supervisor;
        this.plan = plan;
        waiter = new JobWaiter(supervisor);
        look = new JobLook(supervisor, waiter, stalls);
        closing = new JobClosing(supervisor, waiter);
    }

    /** Waits until the job runs, and throws what keeps it from that. */
    void awaitOpen() {
        try {
            if (supervisor.awaitOpen(PATIENCE_TO_OPEN)) {
                return;
            }
        } catch (InterruptedException e) {
            cancel();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(
                    "interrupted while job '" + name() + "' was being started; it is cancelled", e);
        }
        JobState state = outcome(supervisor.end().join());
        throw new IllegalStateException("job '" + name() + "' is " + state
                + " before it has begun: it was told so, or its engine was closed, while it was being started");
    }

    /** The name of the pipeline. */
    public String name() {
        return supervisor.name();
    }

    /** What the job is at, as of now. */
    public JobState state() {
        return supervisor.state();
    }

    /**
     * Waits until the job has ended. It then runs no function of the user's any more.
     *
     * @return {@link JobState#FINISHED} or {@link JobState#CANCELLED}
     * @throws io.millrace.operator.OperatorException when a function of the user's failed: which operator, on which
     *     event, with the user's frame first in the stack trace
     * @throws RuntimeException what else the job has failed with, such as a last snapshot that could not be taken, or a
     *     {@link io.millrace.refusal.JobRefusedException} that start did not wait for
     * @throws IllegalStateException when the calling thread is interrupted; the job goes on, and the thread stays
     *     interrupted. Also on a thread of the engine, which would wait for itself, and in a shutdown hook while a function
     *     of the job is in {@code System.exit}
     */
    public JobState join() {
        waiter.checkMayWait("join()", USE_ON_END);
        waiter.await(supervisor.end(), JobWaiter.FOR_EVER, waiter::refuseToWaitForExit);
        return outcome(state());
    }

    /**
     * Waits until the job has ended, but not for ever.
     *
     * @param timeout how long at most; zero or less is not to wait
     * @return whether it has ended
     * @throws RuntimeException what the job has failed with, and when this may not wait, as {@link #join()} does
     */
    public boolean join(Duration timeout) {
        waiter.checkMayWait("join(Duration)", USE_ON_END);
        if (!waiter.await(supervisor.end(), timeout, waiter::refuseToWaitForExit)) {
            return false;
        }
        outcome(state());
        return true;
    }

    /**
     * Completes when the job has ended: with {@link JobState#FINISHED} or {@link JobState#CANCELLED}, or, when it has
     * failed, exceptionally with what {@link #join()} would throw. So {@code whenComplete((state, failure) -> ...)} is
     * called in every case, {@code thenRun} not when the job has failed. What depends on it without being {@code async}
     * runs on a thread of the engine, where it must not block: to wait for another job there would keep that job from
     * running.
     *
     * @return a stage of the caller's own
     */
    public CompletionStage<JobState> onEnd() {
        told = true;
        CompletableFuture<JobState> stage = new CompletableFuture<>();
        CompletionStage<Void> unused = supervisor.onEnd().thenAccept(state -> {
            if (state == JobState.FAILED) {
                stage.completeExceptionally(failureOfJob());
            } else {
                stage.complete(state);
            }
        });
        return stage;
    }

    /**
     * Why the job has failed, or is failing.
     *
     * @return what {@link #join()} throws; empty when nothing has failed, and while the job is to start again
     */
    public Optional<Throwable> failure() {
        JobState state = state();
        if (state != JobState.FAILED && state != JobState.FAILING) {
            return Optional.empty();
        }
        told = true;
        return Optional.of(failureOfJob());
    }

    /**
     * Has the sources end now; what is under way is worked off, but windows that are not complete do not fire. A job with
     * snapshots takes a last one, from which it can be gone on with; when that fails, five times, the job fails, whatever its {@code Restart} says: started
     * again, it goes on from the latest that there is. Returns at once. The first of {@code stop} and {@link #drain} decides.
     */
    public void stop() {
        supervisor.stop(StopMode.STOP);
    }

    /**
     * Has the sources end now, and event time with them: what is under way is worked off, and every window fires. A job
     * with snapshots takes a last one, which says that it is complete; when that fails, it is as with {@link #stop}.
     * When the job fails of something else meanwhile and is restarted, the sources end where its latest snapshot was taken.
     * Returns at once.
     */
    public void drain() {
        supervisor.stop(StopMode.DRAIN);
    }

    /**
     * Has somebody told what becomes of the job from now on, beginning with the state that it is in, if it runs. {@link
     * JobOptions#withListener} has all told from the beginning.
     *
     * @param listener who; is told nothing when the job has ended
     */
    public void addListener(JobListener listener) {
        supervisor.events().add(Objects.requireNonNull(listener, "the listener must not be null"));
    }

    /**
     * Has somebody told nothing more, but for what is under way.
     *
     * @param listener who was added; nobody else changes nothing
     */
    public void removeListener(JobListener listener) {
        supervisor.events().remove(Objects.requireNonNull(listener, "the listener must not be null"));
    }

    /**
     * Ends the job at once; what is under way is dropped. Blocked sources and sinks are interrupted. Returns at once, and
     * may be called by any thread, those of the engine included. A function that does not return is not stopped: the job
     * ends when it does, and other tasks of its worker go on, on another thread, after ten seconds.
     */
    public void cancel() {
        supervisor.cancel();
    }

    /**
     * Takes a snapshot now, and waits until it is safe. The job goes on meanwhile.
     *
     * @return the snapshot
     * @throws io.millrace.snapshot.SnapshotFailedException when it cannot be taken, or the job is over; a job that runs goes on
     * @throws IllegalStateException when the job takes no snapshots; when the calling thread is interrupted, which then stays so, and the snapshot may become complete
     *     nevertheless; also on a thread of the engine, which would wait for itself
     */
    public SnapshotInfo snapshot() {
        return waiter.snapshot(null);
    }

    /**
     * Takes a snapshot with a name, which is kept until somebody deletes it: before an upgrade, say. Otherwise as
     * {@link #snapshot()}.
     *
     * @param name 1 to 100 letters, digits, dots, underscores and hyphens
     * @return the snapshot
     */
    public SnapshotInfo snapshot(String name) {
        return waiter.snapshot(Snapshots.checkedName(name));
    }

    /** The snapshot that the job went on from when it was started, or restarted last; empty when it began at the beginning. */
    public Optional<SnapshotInfo> restoredFrom() {
        return supervisor.metrics(AttemptObserver::counted).snapshots().restored();
    }

    /**
     * How the job is divided into tasks, and the graph that it runs. The same over all restarts, and when it has ended.
     *
     * @return the plan, whose tasks have the names that metrics call them by, without their numbers
     */
    public Plan plan() {
        return plan.get();
    }

    /**
     * What the job tells about itself, as of now: counts are read as they are, and each task is asked how much state it has and what its watermark waits
     * for, which it says between two steps. A task that does not answer within 20 ms is in a function that takes longer, and what it said last is told. On
     * a thread of the engine nobody is asked.
     *
     * @return the metrics; their {@code toString} is for people
     */
    public JobMetrics metrics() {
        return supervisor.metrics(AttemptObserver::measured);
    }

    /**
     * What holds the job up, of half a second from now: see {@link #bottleneck(Duration)}.
     *
     * @return empty where nothing does
     */
    public Optional<Bottleneck> bottleneck() {
        return bottleneck(A_LOOK);
    }

    /**
     * What holds the job up, by how busy its tasks are, how full the edges between them, and where their threads are, which the calling thread looks at
     * every 10 ms meanwhile. The job goes on undisturbed, but for what the JVM needs to look at a stack.
     *
     * @param within how long to look; a second tells more than a tenth of it
     * @return empty where nothing does; its {@code toString} is for people
     * @throws IllegalStateException when the calling thread is interrupted, or is one of the engine, which would be what it sees
     */
    public Optional<Bottleneck> bottleneck(Duration within) {
        return look.bottleneck(within);
    }

    /** Whether it does its work. */
    Health health() {
        return look.health();
    }

    /**
     * What the job shows of its results, by the name that was given to {@link KeyedStream#view}: also before it has begun, while it restarts, and when it has ended, with what it has shown
     * last.
     *
     * @param <K> the keys
     * @param <V> the rows
     * @param view its name
     * @param keys the class of its keys
     * @param rows the class of its rows
     * @return always the same object for a name
     * @throws IllegalArgumentException when there is no view of that name, or its keys or rows are of other types
     */
    public <K, V> TableView<K, V> view(String view, Class<K> keys, Class<V> rows) {
        return view(view, Type.of(keys), Type.of(rows));
    }

    /**
     * As {@link #view(String, Class, Class)}, of types that may be generic.
     *
     * @param <K> the keys
     * @param <V> the rows
     * @param view its name
     * @param keys the type of its keys
     * @param rows the type of its rows
     * @return always the same object for a name
     * @throws IllegalArgumentException as there
     */
    public <K, V> TableView<K, V> view(String view, Type<K> keys, Type<V> rows) {
        return supervisor.objects().view(view, keys, rows);
    }

    /**
     * Tells in words why a window of a key has not fired, as of now: the watermark that it needs and the one that it has, which source or task holds it back, since
     * when and why, and what to do about it. The job goes on undisturbed; the tasks concerned answer between two steps, and one that is in a function which does not
     * return is given up on after some seconds, with where it is.
     *
     * @param window the name of the window operator, as given to {@code aggregate}
     * @param key the key, equal to what the function of {@code keyBy} returns
     * @return the explanation; its {@code toString} is for people
     * @throws IllegalArgumentException when there is no such operator, when it has no windows, or when the key is null or not of its type
     * @throws IllegalStateException when the calling thread is interrupted; the job goes on, and the thread stays interrupted. Also on a thread of the engine, which
     *     would wait for itself
     */
    public Explanation explain(String window, Object key) {
        return look.explain(window, key);
    }

    /**
     * What an operator keeps of a key, as of now: its states, timers and panes of windows, as text that its task makes between two steps. The job goes on
     * undisturbed, but for the time that takes: the {@code toString} of what is kept, and of windows the {@code result} of what they have so far, which must change
     * nothing. What is still on the way to the operator is not in it.
     *
     * @param operator the name of an operator with keys, as given to {@code process} or {@code aggregate}
     * @param key the key, equal to what the function of {@code keyBy} returns
     * @return what is kept; no entries for a key of which there is nothing
     * @throws IllegalArgumentException when there is no such operator, or when the key is null or not of its type
     * @throws IllegalStateException when that cannot be told: the task that owns the key is starting, has ended, or is in a function that does not return within
     *     some seconds; also as {@link #explain}
     */
    public KeyState keyState(String operator, Object key) {
        return look.keyState(operator, key);
    }

    /**
     * Tells where each event has gone, as of now: the tasks answer between two steps, one after the other. In a job that runs events may be on the way meanwhile, which
     * the ledger says; {@link Ledger#check} finds those that are gone.
     *
     * @return the ledger of the current attempt, or of the last one
     * @throws IllegalStateException as {@link #explain}
     */
    public Ledger ledger() {
        return look.ledger();
    }

    /**
     * Cancels the job unless it has ended, and waits until it is closed. When a function does not return, a warning says
     * which and where it is, and this returns after some seconds; one that has called {@code System.exit} is not waited
     * for, so that a shutdown hook may close jobs and engines.
     *
     * <p>A failure of the job that nobody has been told of is thrown, as {@link #join()} does; once it has been thrown by
     * this or by {@code join}, or asked for with {@link #failure()} or {@link #onEnd()}, it is not. In any case it is in
     * the log.
     *
     * @throws RuntimeException what the job has failed with
     * @throws IllegalStateException when the calling thread is interrupted, or is one of the engine, which would wait for
     *     itself
     */
    @Override
    public void close() {
        closeQuietly();
        if (!told && state().isTerminal()) {
            outcome(state());
        }
    }

    /** As {@link #close()}, without a word about a failure. */
    void closeQuietly() {
        closing.close();
    }

    /** While the JVM shuts down: whose function has called System.exit cannot end in order, and whoever waits is told. */
    void leaveExiting() {
        closing.leaveExiting();
    }

    /** Whether it ends in time, whichever way. */
    boolean endsWithin(Duration timeout) {
        return waiter.await(supervisor.end(), timeout, () -> {});
    }

    private JobState outcome(JobState ended) {
        if (ended != JobState.FAILED) {
            return ended;
        }
        told = true;
        throw failureOfJob();
    }

    private RuntimeException failureOfJob() {
        Throwable failure = supervisor.failure();
        return failure instanceof RuntimeException unchecked
                ? unchecked
                : new IllegalStateException("job '" + name() + "' failed: " + SafeText.of(failure), failure);
    }

    @Override
    public String toString() {
        return "Job " + name() + ", " + state();
    }
}
