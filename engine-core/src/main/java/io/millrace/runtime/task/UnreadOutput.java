package io.millrace.runtime.task;

import io.millrace.operator.Batch;
import io.millrace.operator.Output;
import java.util.Objects;

/** A side output that no stream was taken from: forgets what it is given. */
enum UnreadOutput implements Output<Object> {
    INSTANCE;

    @Override
    public void emit(Object value, long timestamp) {
        Objects.requireNonNull(value, "events must not be null");
    }

    @Override
    public void emit(Object value, long timestamp, int hash) {
        emit(value, timestamp);
    }

    @Override
    @SuppressWarnings("unchecked") // nobody reads it
    public Batch<Object> emitAll(Batch<?> batch) {
        return (Batch<Object>) batch;
    }

    @Override
    public boolean hasRoom() {
        return true;
    }

    @Override
    public boolean isRead() {
        return false;
    }

    @Override
    public void emitWatermark(long watermark) {}

    @Override
    public void emitIdle() {}

    @Override
    public void emitActive() {}
}
