package io.millrace.runtime.task;

import io.millrace.metrics.Metrics;
import io.millrace.runtime.metrics.MetricSet;
import io.millrace.runtime.metrics.MetricSet.Count;
import io.millrace.state.table.StateBackend;

/** How much keyed state an operator has: counted by its task when it is asked to, read by anyone. */
final class StateGauges {

    private final StateBackend<?> state;
    private final TaskSnapshots snapshots;
    private final Count entries = new Count();
    private final Count timers = new Count();
    private final Count bytes = new Count();

    StateGauges(MetricSet metrics, StateBackend<?> state, TaskSnapshots snapshots) {
        this.state = state;
        this.snapshots = snapshots;
        metrics.ownGauge(Metrics.STATE_ENTRIES, entries::value);
        metrics.ownGauge(Metrics.TIMERS, timers::value);
        if (snapshots.areTaken()) {
            metrics.ownGauge(Metrics.STATE_BYTES, bytes::value);
        }
        measure();
    }

    void measure() {
        long ofTimers = state.timers();
        entries.set(state.size() - ofTimers);
        timers.set(ofTimers);
        bytes.set(snapshots.bytesOf(state));
    }
}
