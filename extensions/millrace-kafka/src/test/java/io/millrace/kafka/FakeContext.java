package io.millrace.kafka;

import io.millrace.metrics.Metrics;
import io.millrace.sink.SinkContext;
import io.millrace.state.store.Disk;
import io.millrace.testing.ManualClock;
import io.millrace.time.Clock;
import java.time.Instant;

/** What a sink is offered, without an engine. */
record FakeContext(String job, int attempt, int subtask, Clock clock) implements SinkContext {

    FakeContext(String job, int attempt, int subtask) {
        this(job, attempt, subtask, ManualClock.startingAt(Instant.EPOCH));
    }

    @Override
    public String operator() {
        return "sink";
    }

    @Override
    public int parallelism() {
        return 1;
    }

    @Override
    public Metrics metrics() {
        throw new UnsupportedOperationException("no metrics");
    }

    @Override
    public Disk disk() {
        throw new UnsupportedOperationException("no disk");
    }
}
