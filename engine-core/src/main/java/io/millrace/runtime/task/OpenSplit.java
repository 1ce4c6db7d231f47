package io.millrace.runtime.task;

import io.millrace.edge.Waker;
import io.millrace.function.SupplierFn;
import io.millrace.job.JobState;
import io.millrace.metrics.Metrics;
import io.millrace.operator.Batch;
import io.millrace.operator.DeadLetter;
import io.millrace.operator.Errors;
import io.millrace.operator.ForwardingTaskContext;
import io.millrace.runtime.JobStatus;
import io.millrace.runtime.Refusals;
import io.millrace.runtime.TaskInstance;
import io.millrace.runtime.metrics.MetricSet;
import io.millrace.runtime.schedule.Unit;
import io.millrace.runtime.task.SourcePositions.Start;
import io.millrace.source.Fetch;
import io.millrace.source.SharedReader;
import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.source.SourceReader.Lag;
import io.millrace.time.EventTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * A split that a task reads, or all of the task's share where the source has none: its reader and what that is offered, for the thread that fetches, and where it is,
 * for the task.
 */
final class OpenSplit extends ForwardingTaskContext implements SourceContext {

    private final TaskInstance instance;
    private final Metrics metrics;
    private final Start start;
    private final JobStatus job;
    private final SharedReaders shared;
    private final Errors errors;
    private final List<DeadLetter> rejected = new ArrayList<>();
    private final Waker waker;
    private final boolean takesSnapshots;
    private volatile SourceReader<Object> reader;
    private boolean timed;
    private long wakeAt;

    /** Whether it has told a position, in this run or the one that this one goes on from. */
    private boolean replays;

    private volatile boolean over;
    private volatile boolean held;
    private volatile boolean paused;

    /** Whether it is not read before all that was found with it has been told of. Written by the thread that fetches. */
    volatile boolean gathers;

    /** The task's: where it is, null for one that cannot replay; its number; how far it is in event time. */
    Object position;

    int number;
    long reached = EventTime.NONE;
    boolean ended;

    OpenSplit(
            TaskInstance instance,
            Start start,
            JobStatus job,
            boolean takesSnapshots,
            SharedReaders shared,
            Errors errors,
            Waker waker) {
        this.takesSnapshots = takesSnapshots;
        this.errors = errors;
        this.instance = instance;
        this.metrics =
                start.id() == null ? instance.metrics() : instance.metrics().ofPart(start.id());
        this.start = start;
        this.position = start.position();
        this.job = job;
        this.shared = shared;
        this.waker = waker;
    }

    /** What makes the object that the splits of a task share, and has it. */
    interface SharedReaders {
        <S extends SharedReader> S get(SupplierFn<S> maker) throws Exception;
    }

    /** Whether its reader has been opened, and has not been closed. */
    boolean isOpen() {
        return reader != null;
    }

    /** Whether its reader, which is at its end, does something when a snapshot has that; else it need not be kept for that. */
    boolean awaitsSnapshots() {
        try {
            return reader.getClass()
                            .getMethod("onSnapshotComplete", long.class, Object.class)
                            .getDeclaringClass()
                    != SourceReader.class;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("a reader has all methods of its interface", e);
        }
    }

    void open(Source<Object> source) {
        try {
            reader = Objects.requireNonNull(source.open(this), "open returned null in place of a reader");
        } catch (Throwable e) {
            throw Refusals.ofSource(operator(), e, () -> failure(e));
        }
    }

    Fetch fetch(Batch<Object> batch) {
        timed = false;
        try {
            return Objects.requireNonNull(reader.fetch(batch), "fetch returned null in place of what it found");
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** Where its reader is, or null. */
    Object readerPosition() {
        if (reader == null) {
            return start.position();
        }
        try {
            Object told = reader.position();
            replays |= told != null || start.position() != null;
            if (told == null && replays) {
                // What has been read since would be read once more after a restart, and be counted twice.
                throw new IllegalStateException("position returned null, although the source has told where it is"
                        + " before: a source that can replay always has a position");
            }
            return told;
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    boolean stop(boolean drain) {
        held = false;
        paused = false;
        try {
            return drain ? reader.drain() : reader.stop();
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    void snapshotComplete(long snapshot, Object told) {
        try {
            if (reader != null) {
                reader.onSnapshotComplete(snapshot, told);
            }
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    void snapshotAborted(long snapshot) {
        try {
            if (reader != null) {
                reader.onSnapshotAborted(snapshot);
            }
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    void close() throws Exception {
        if (reader != null) {
            SourceReader<Object> open = reader;
            reader = null;
            open.close();
        }
    }

    /** From any thread: how far its reader is behind. */
    Lag lag() {
        SourceReader<Object> asked = reader;
        return asked == null ? Lag.UNKNOWN : Objects.requireNonNull(asked.lag(), "lag returned null");
    }

    /** It has ended, and its reader has been told all there is to tell. */
    void over() {
        over = true;
        if (metrics instanceof MetricSet.Part part) {
            part.forget();
        }
    }

    boolean isOver() {
        return over;
    }

    /** Whether it is not to be read for now: it is ahead of others, its reader has said so, or it has its turn when others have ended. */
    boolean isHeld() {
        return held || paused || gathers || (reader == null && !over);
    }

    /** Says whether it is ahead of others; returns whether it was, and is so no more. */
    boolean hold(boolean newHeld) {
        boolean released = held && !newHeld;
        held = newHeld;
        return released;
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
        waker.wake();
    }

    @Override
    public boolean isHeldBack() {
        return held || paused;
    }

    long nanosToWake() {
        return timed ? Math.max(0, wakeAt - clock().nanos()) : Unit.NO_DEADLINE;
    }

    @Override
    protected TaskInstance task() {
        return instance;
    }

    @Override
    public Metrics metrics() {
        return metrics;
    }

    @Override
    public String split() {
        return start.id();
    }

    @Override
    public <S extends SharedReader> S shared(SupplierFn<S> maker) throws Exception {
        if (start.id() == null) {
            throw new IllegalStateException("source '" + operator()
                    + "' has no splits that could share anything; make what it needs when it opens");
        }
        return shared.get(maker);
    }

    @Override
    public Object startPosition() {
        return start.position();
    }

    @Override
    public boolean takesSnapshots() {
        return takesSnapshots;
    }

    @Override
    public long oldestSnapshot() {
        return job.oldestSnapshot();
    }

    @Override
    public void reject(Object record, Throwable error) {
        errors.handle(this, error, record, EventTime.NONE).ifPresent(rejected::add);
    }

    /** What has been rejected since it was asked last. */
    List<DeadLetter> takeRejected() {
        if (rejected.isEmpty()) {
            return List.of();
        }
        List<DeadLetter> taken = List.copyOf(rejected);
        rejected.clear();
        return taken;
    }

    @Override
    public void wake() {
        waker.wake();
    }

    @Override
    public void wakeAtNanos(long nanos) {
        timed = true;
        wakeAt = nanos;
    }

    @Override
    public boolean onEngineThread() {
        return job.onEngineThread();
    }

    @Override
    public Throwable jobFailure() {
        return job.failure();
    }

    @Override
    public boolean jobGoesOn() {
        return job.willRestart();
    }

    @Override
    public boolean jobRefused() {
        return job.isRefused();
    }

    @Override
    public CompletionStage<JobState> jobEnd() {
        return job.jobEnd();
    }

    @Override
    public CompletionStage<Void> attemptEnd() {
        return job.attemptEnd();
    }

    @Override
    public void after(Duration delay, Runnable action) {
        job.after(delay, action);
    }

    @Override
    public String toString() {
        return start.id();
    }
}
