package io.millrace.source;

import io.millrace.metrics.JobState;
import io.millrace.operator.OperatorException;
import io.millrace.time.Clock;
import java.util.concurrent.CompletionStage;

/** What a source that is read as a split of another is offered: it is all of itself, with a position of its own. */
final class SplitContext implements SourceContext {

    private final SourceContext whole;
    private final Object startPosition;
    private boolean timed;
    private long wakeAt;

    SplitContext(SourceContext whole, Object startPosition) {
        this.whole = whole;
        this.startPosition = startPosition;
    }

    @Override
    public String name() {
        return whole.name();
    }

    @Override
    public int subtask() {
        return 0;
    }

    @Override
    public int parallelism() {
        return 1;
    }

    @Override
    public Clock clock() {
        return whole.clock();
    }

    @Override
    public Object startPosition() {
        return startPosition;
    }

    @Override
    public void wake() {
        whole.wake();
    }

    @Override
    public void wakeAtNanos(long nanos) {
        timed = true;
        wakeAt = nanos;
    }

    @Override
    public boolean onEngineThread() {
        return whole.onEngineThread();
    }

    @Override
    public Throwable jobFailure() {
        return whole.jobFailure();
    }

    @Override
    public boolean jobGoesOn() {
        return whole.jobGoesOn();
    }

    @Override
    public boolean jobRefused() {
        return whole.jobRefused();
    }

    @Override
    public CompletionStage<JobState> jobEnd() {
        return whole.jobEnd();
    }

    @Override
    public OperatorException failure(Throwable error, Object event) {
        return whole.failure(error, event);
    }

    /** A fetch begins: what was asked for before is over. */
    void forgetWake() {
        timed = false;
    }

    boolean isTimed() {
        return timed;
    }

    /** The time asked for, if any was. */
    long wakeAt() {
        return wakeAt;
    }
}
