package io.millrace.runtime.snapshot;

import io.millrace.state.store.BlockReader;
import io.millrace.state.store.FileRef;
import io.millrace.state.table.KeyGroupRange;
import io.millrace.state.table.StateBackend;
import io.millrace.time.EventTime;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What an attempt goes on from: a snapshot, or nothing. Thread-safe. */
public final class RestoredState {

    private final Optional<SnapshotSetup> setup;
    private final RestorePlan plan;

    /** How far event time had come for the operators by the snapshot, each for the key group that was ahead of all others. */
    private final Map<Integer, Long> times = new ConcurrentHashMap<>();

    public RestoredState(Optional<SnapshotSetup> setup) {
        this.setup = setup;
        plan = setup.map(SnapshotSetup::plan).orElse(RestorePlan.NOTHING);
    }

    public RestorePlan plan() {
        return plan;
    }

    private BlockReader open(FileRef file) throws IOException {
        return setup.orElseThrow().store().open(file);
    }

    /** What puts the keyed state of some key groups into the tables of a task. */
    public TaskRestore restoreOf(String task, Map<String, StateBackend<?>> states, KeyGroupRange groups) {
        return new TaskRestore(task, this::open, plan.files(states.keySet(), groups), states);
    }

    /** Whether what the snapshot has of an operator may be lost. */
    public boolean mayDropStateOf(String operator) {
        return StateLabels.isDerived(operator)
                || setup.map(snapshots -> snapshots.options().droppable().contains(operator))
                        .orElse(true);
    }

    /** A task of a node has restored its state. */
    public void reached(int node, long time) {
        times.merge(node, time, Math::max);
    }

    /** How far event time had come; known when all tasks are ready, and so when the first row comes. */
    public long timeOf(int node) {
        return times.getOrDefault(node, EventTime.NONE);
    }
}
