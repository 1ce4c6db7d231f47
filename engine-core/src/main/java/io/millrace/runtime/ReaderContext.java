package io.millrace.runtime;

import io.millrace.edge.Waker;
import io.millrace.metrics.JobState;
import io.millrace.operator.OperatorException;
import io.millrace.source.SourceContext;
import io.millrace.time.Clock;
import io.millrace.time.EventTime;
import java.util.concurrent.CompletionStage;

/** What a reader is offered by whoever runs it: the source task, or the loop that fetches for it. */
final class ReaderContext implements SourceContext {

    private final String name;
    private final int subtask;
    private final int parallelism;
    private final SourcePositions positions;
    private final Execution execution;
    private final Waker waker;
    private boolean timed;
    private long wakeAt;

    ReaderContext(
            String name, int subtask, int parallelism, SourcePositions positions, Execution execution, Waker waker) {
        this.positions = positions;
        this.name = name;
        this.subtask = subtask;
        this.parallelism = parallelism;
        this.execution = execution;
        this.waker = waker;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int subtask() {
        return subtask;
    }

    @Override
    public int parallelism() {
        return parallelism;
    }

    @Override
    public Clock clock() {
        return execution.clock();
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
        return execution.onEngineThread();
    }

    @Override
    public Throwable jobFailure() {
        return execution.failure();
    }

    @Override
    public boolean jobGoesOn() {
        return execution.willRestart();
    }

    @Override
    public boolean jobRefused() {
        return execution.isRefused();
    }

    @Override
    public CompletionStage<JobState> jobEnd() {
        return execution.jobEnd();
    }

    @Override
    public OperatorException failure(Throwable error, Object event) {
        return error instanceof OperatorException already
                ? already
                : new OperatorException(name, null, event, EventTime.NONE, error);
    }

    /** A fetch begins: what was asked for before is over. */
    void forgetWake() {
        timed = false;
    }

    long nanosToWake() {
        return timed ? Math.max(0, wakeAt - clock().nanos()) : Unit.NO_DEADLINE;
    }
}
