package io.millrace.files;

import io.millrace.function.SupplierFn;
import io.millrace.job.JobState;
import io.millrace.operator.ForwardingTaskContext;
import io.millrace.operator.TaskContext;
import io.millrace.source.SharedReader;
import io.millrace.source.SourceContext;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** A context for reading without an engine: what is rejected is passed over. */
final class NamedContext extends ForwardingTaskContext implements SourceContext {

    @Override
    protected TaskContext task() {
        throw new UnsupportedOperationException();
    }

    @Override
    public String operator() {
        return "in";
    }

    @Override
    public void reject(Object record, Throwable error) {}

    @Override
    public String split() {
        throw new UnsupportedOperationException();
    }

    @Override
    public <S extends SharedReader> S shared(SupplierFn<S> maker) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Object startPosition() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void pause() {}

    @Override
    public void resume() {}

    @Override
    public boolean isHeldBack() {
        return false;
    }

    @Override
    public void wake() {}

    @Override
    public void wakeAtNanos(long nanos) {}

    @Override
    public boolean onEngineThread() {
        return false;
    }

    @Override
    public Throwable jobFailure() {
        return null;
    }

    @Override
    public boolean jobGoesOn() {
        return false;
    }

    @Override
    public boolean jobRefused() {
        return false;
    }

    @Override
    public CompletionStage<JobState> jobEnd() {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> attemptEnd() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void after(Duration delay, Runnable action) {}
}
