package io.millrace.sink;

import io.millrace.operator.Batch;
import io.millrace.operator.ForwardingTaskContext;
import io.millrace.operator.TaskContext;
import io.millrace.runtime.TaskInstance;
import io.millrace.state.store.Disk;
import io.millrace.state.store.FileDisk;
import io.millrace.testing.ManualClock;
import java.time.Instant;

/** A context for writing without an engine. */
final class TestSinkContext extends ForwardingTaskContext implements SinkContext {

    private final TaskContext task =
            new TaskInstance("test", 1, "output", 0, 1, ManualClock.startingAt(Instant.EPOCH), FileDisk.INSTANCE);
    private final Disk disk;
    private int attempt = 1;

    TestSinkContext() {
        this(FileDisk.INSTANCE);
    }

    TestSinkContext(Disk disk) {
        this.disk = disk;
    }

    void nextAttempt() {
        attempt++;
    }

    @Override
    public int attempt() {
        return attempt;
    }

    @Override
    protected TaskContext task() {
        return task;
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    static <T> Batch<T> batch(T... events) {
        Batch<T> batch = new Batch<>(Math.max(1, events.length));
        for (T event : events) {
            batch.add(event, 1_000);
        }
        return batch;
    }

    @Override
    public Disk disk() {
        return disk;
    }
}
