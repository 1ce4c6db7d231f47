package io.millrace.source;

import io.millrace.function.SupplierFn;
import io.millrace.job.JobState;
import io.millrace.operator.ForwardingTaskContext;
import io.millrace.runtime.TaskInstance;
import io.millrace.state.store.FileDisk;
import io.millrace.testing.ManualClock;
import io.millrace.time.EventTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** A context for reading without an engine. The thread that reads may wait for a wake-up. */
final class TestSourceContext extends ForwardingTaskContext implements SourceContext {

    private final TaskInstance instance;
    private final Object startPosition;
    private final ManualClock clock = ManualClock.startingAt(Instant.EPOCH);
    private final AtomicBoolean woken = new AtomicBoolean();
    private volatile Thread reading;
    private volatile Thread engineThread;
    private volatile Runnable onWake;
    private final CompletableFuture<JobState> jobEnd = new CompletableFuture<>();
    private final CompletableFuture<Void> attemptEnd = new CompletableFuture<>();
    private Long wakeAt;
    private volatile boolean refused;

    TestSourceContext() {
        this(null);
    }

    TestSourceContext(Object startPosition) {
        this(0, 1, startPosition);
    }

    TestSourceContext(int subtask, int parallelism, Object startPosition) {
        instance = new TaskInstance("test", 1, "input", subtask, parallelism, clock, FileDisk.INSTANCE);
        this.startPosition = startPosition;
    }

    @Override
    protected TaskInstance task() {
        return instance;
    }

    @Override
    public ManualClock clock() {
        return clock;
    }

    @Override
    public String split() {
        return "0";
    }

    @Override
    public <S extends SharedReader> S shared(SupplierFn<S> maker) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Object startPosition() {
        return startPosition;
    }

    @Override
    public void reject(Object record, Throwable error) {
        throw failure(error, record, EventTime.NONE);
    }

    @Override
    public void pause() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void resume() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isHeldBack() {
        return false;
    }

    @Override
    public void wake() {
        woken.set(true);
        LockSupport.unpark(reading);
        Runnable action = onWake;
        onWake = null;
        if (action != null) {
            action.run();
        }
    }

    @Override
    public void wakeAtNanos(long nanos) {
        wakeAt = nanos;
    }

    @Override
    public boolean onEngineThread() {
        return Thread.currentThread() == engineThread;
    }

    @Override
    public Throwable jobFailure() {
        return null;
    }

    @Override
    public boolean jobRefused() {
        return refused;
    }

    @Override
    public boolean jobGoesOn() {
        return false;
    }

    @Override
    public CompletionStage<JobState> jobEnd() {
        return jobEnd;
    }

    @Override
    public CompletionStage<Void> attemptEnd() {
        return attemptEnd;
    }

    @Override
    public void after(Duration delay, Runnable action) {
        throw new UnsupportedOperationException();
    }

    boolean wasWoken() {
        return woken.getAndSet(false);
    }

    /** Parks the calling thread until there was a wake-up since the last call. */
    void awaitWake() {
        reading = Thread.currentThread();
        while (!woken.getAndSet(false)) {
            LockSupport.park();
        }
    }

    /** Runs an action amid the next call that wakes the reader. */
    void onWake(Runnable action) {
        onWake = action;
    }

    void declareEngineThread(Thread thread) {
        engineThread = thread;
    }

    /** The job has ended before it began. */
    void refuseJob() {
        refused = true;
        attemptEnd.complete(null);
        jobEnd.complete(JobState.FAILED);
    }

    Long wakeAt() {
        return wakeAt;
    }
}
