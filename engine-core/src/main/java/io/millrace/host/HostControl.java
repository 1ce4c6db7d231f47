package io.millrace.host;

import io.millrace.job.JobState;
import io.millrace.operator.OperatorException;
import io.millrace.runtime.JobControl;
import io.millrace.runtime.JobStatus.StopMode;
import io.millrace.runtime.schedule.Unit;
import io.millrace.state.log.SafeText;
import io.millrace.state.time.Times;
import io.millrace.time.EventTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** The attempt at a job as far as one task of it knows. Thread-safe. */
final class HostControl implements JobControl {

    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final CompletableFuture<JobState> end = new CompletableFuture<>();
    private final Map<String, Object> objects = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> tornDown = new CompletableFuture<>();
    private volatile boolean open;
    private volatile boolean closing;
    private volatile StopMode stopMode = StopMode.NONE;
    private volatile Thread fetching;

    void open() {
        open = true;
    }

    void tearDown() {
        closing = true;
        tornDown.complete(null);
    }

    /** The first decides. */
    void stop(StopMode mode) {
        if (stopMode == StopMode.NONE) {
            stopMode = mode;
        }
    }

    /** The thread that fetches, if there is one. */
    void fetching(Thread thread) {
        fetching = thread;
    }

    void over() {
        end.complete(state());
    }

    /** Throws what the task has failed with, if it has. */
    void throwFailure() {
        Throwable error = failure.get();
        if (error instanceof RuntimeException unchecked) {
            throw unchecked;
        } else if (error instanceof Error fatal) {
            throw fatal;
        } else if (error instanceof IOException io) {
            throw new UncheckedIOException(io.getMessage(), io);
        } else if (error != null) {
            throw new OperatorException("task", null, null, EventTime.NONE, error);
        }
    }

    @Override
    public Phase phase() {
        return open ? Phase.OPEN : Phase.TASKS;
    }

    @Override
    public void opened(String part) {}

    @Override
    public void fail(Throwable error) {
        if (!failure.compareAndSet(null, error) && failure.get() != error) {
            SafeText.suppress(failure.get(), error);
        }
        tornDown.complete(null);
    }

    @Override
    public boolean failWhenWorkedOff(Throwable error) {
        fail(error);
        return false;
    }

    @Override
    public boolean isTearingDown() {
        return closing || failure.get() != null;
    }

    @Override
    public boolean isAbandoned() {
        return false;
    }

    @Override
    public void interrupt(Unit unit) {
        if (fetching != null) {
            fetching.interrupt();
        }
    }

    @Override
    public void closing(Unit unit) {}

    @Override
    public void closed(Unit unit) {}

    @Override
    public JobState state() {
        return failure.get() != null ? JobState.FAILED : closing ? JobState.CANCELLED : JobState.RUNNING;
    }

    @Override
    public Throwable failure() {
        return failure.get();
    }

    @Override
    public boolean willRestart() {
        return false;
    }

    @Override
    public boolean isRefused() {
        return false;
    }

    @Override
    public CompletionStage<JobState> jobEnd() {
        return end;
    }

    /** Only the host knows. */
    @Override
    public long oldestSnapshot() {
        return 0;
    }

    @Override
    public StopMode stopMode() {
        return stopMode;
    }

    @Override
    @SuppressWarnings("unchecked") // what an operator has made is what it asks for
    public <S> S ofJob(String operator, Supplier<S> maker) {
        return (S) objects.computeIfAbsent(operator, unused -> maker.get());
    }

    @Override
    public CompletionStage<Void> attemptEnd() {
        return tornDown;
    }

    @Override
    public void after(Duration delay, Runnable action) {
        CompletableFuture.delayedExecutor(Times.nanos(delay), TimeUnit.NANOSECONDS, Runnable::run)
                .execute(action);
    }

    @Override
    public boolean onEngineThread() {
        return false;
    }
}
