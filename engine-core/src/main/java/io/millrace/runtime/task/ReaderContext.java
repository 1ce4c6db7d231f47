package io.millrace.runtime.task;

import io.millrace.edge.Waker;
import io.millrace.job.JobState;
import io.millrace.operator.ForwardingTaskContext;
import io.millrace.runtime.JobStatus;
import io.millrace.runtime.TaskInstance;
import io.millrace.runtime.metrics.MetricSet;
import io.millrace.runtime.schedule.Unit;
import io.millrace.source.SourceContext;
import java.util.concurrent.CompletionStage;

/** What a reader is offered by whoever runs it: the source task, or the loop that fetches for it. */
public final class ReaderContext extends ForwardingTaskContext implements SourceContext {

    private final TaskInstance instance;
    private final SourcePositions positions;
    private final JobStatus job;
    private final Waker waker;
    private boolean timed;
    private long wakeAt;

    public ReaderContext(TaskInstance instance, SourcePositions positions, JobStatus job, Waker waker) {
        this.instance = instance;
        this.positions = positions;
        this.job = job;
        this.waker = waker;
    }

    @Override
    protected TaskInstance task() {
        return instance;
    }

    @Override
    public MetricSet metrics() {
        return instance.metrics();
    }

    @Override
    public Object startPosition() {
        return positions.start();
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

    /** A fetch begins: what was asked for before is over. */
    void forgetWake() {
        timed = false;
    }

    long nanosToWake() {
        return timed ? Math.max(0, wakeAt - clock().nanos()) : Unit.NO_DEADLINE;
    }
}
