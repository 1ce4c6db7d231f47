package io.millrace.source;

import io.millrace.function.SupplierFn;
import io.millrace.job.JobState;
import io.millrace.operator.ForwardingTaskContext;
import io.millrace.operator.TaskContext;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Has a source that is a split of another read as if it were all there is. */
final class WholeContext extends ForwardingTaskContext implements SourceContext {

    private final SourceContext split;

    WholeContext(SourceContext split) {
        this.split = split;
    }

    @Override
    protected TaskContext task() {
        return split;
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
    public String split() {
        return null;
    }

    @Override
    public <S extends SharedReader> S shared(SupplierFn<S> maker) {
        throw new IllegalStateException("source '" + operator()
                + "' has no splits that could share anything; make what it needs when it opens");
    }

    @Override
    public Object startPosition() {
        return split.startPosition();
    }

    @Override
    public boolean takesSnapshots() {
        return split.takesSnapshots();
    }

    @Override
    public long oldestSnapshot() {
        return split.oldestSnapshot();
    }

    @Override
    public void reject(Object record, Throwable error) {
        split.reject(record, error);
    }

    @Override
    public void pause() {
        split.pause();
    }

    @Override
    public void resume() {
        split.resume();
    }

    @Override
    public boolean isHeldBack() {
        return split.isHeldBack();
    }

    @Override
    public void wake() {
        split.wake();
    }

    @Override
    public void wakeAtNanos(long nanos) {
        split.wakeAtNanos(nanos);
    }

    @Override
    public boolean onEngineThread() {
        return split.onEngineThread();
    }

    @Override
    public Throwable jobFailure() {
        return split.jobFailure();
    }

    @Override
    public boolean jobGoesOn() {
        return split.jobGoesOn();
    }

    @Override
    public boolean jobRefused() {
        return split.jobRefused();
    }

    @Override
    public CompletionStage<JobState> jobEnd() {
        return split.jobEnd();
    }

    @Override
    public CompletionStage<Void> attemptEnd() {
        return split.attemptEnd();
    }

    @Override
    public void after(Duration delay, Runnable action) {
        split.after(delay, action);
    }
}
