package io.millrace.sink;

import io.millrace.operator.Batch;
import io.millrace.operator.OperatorException;
import io.millrace.state.store.Disk;
import io.millrace.state.store.FileDisk;
import io.millrace.testing.ManualClock;
import io.millrace.time.Clock;
import java.time.Instant;

/** A context for writing without an engine. */
final class TestSinkContext implements SinkContext {

    private final Clock clock = ManualClock.startingAt(Instant.EPOCH);
    private final Disk disk;

    TestSinkContext() {
        this(FileDisk.INSTANCE);
    }

    TestSinkContext(Disk disk) {
        this.disk = disk;
    }

    @Override
    public String name() {
        return "output";
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
        return clock;
    }

    @Override
    public OperatorException failure(Throwable error, Object result, long timestamp) {
        return new OperatorException(name(), null, result, timestamp, error);
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
