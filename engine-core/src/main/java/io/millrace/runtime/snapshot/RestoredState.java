package io.millrace.runtime.snapshot;

import io.millrace.state.store.FileRef;
import io.millrace.state.table.KeyGroupRange;
import io.millrace.state.table.StateBackend;
import io.millrace.time.EventTime;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/** What an attempt goes on from: a snapshot, or nothing. Thread-safe. */
public final class RestoredState {

    private final RestorePlan plan;
    private final BiFunction<Set<String>, KeyGroupRange, TaskRestore.Files> files;
    private final Predicate<String> droppable;

    /** How far event time had come for the operators by the snapshot, each for the key group that was ahead of all others. */
    private final Map<Integer, Long> times = new ConcurrentHashMap<>();

    /**
     * What is in files.
     *
     * @param files those in which there may be keys of some groups for some operators
     * @param droppable whether what there is of an operator may be lost
     */
    public RestoredState(
            RestorePlan plan,
            BiFunction<Set<String>, KeyGroupRange, TaskRestore.Files> files,
            Predicate<String> droppable) {
        this.plan = plan;
        this.files = files;
        this.droppable = droppable;
    }

    /** What is in the snapshot to go on from, if there is one. */
    public static RestoredState of(Optional<SnapshotSetup> setup) {
        return setup.map(RestoredState::of).orElseGet(RestoredState::nothing);
    }

    private static RestoredState of(SnapshotSetup snapshots) {
        RestorePlan plan = snapshots.plan();
        return new RestoredState(
                plan,
                (operators, groups) -> {
                    Iterator<FileRef> files = plan.files(operators, groups).iterator();
                    return () -> files.hasNext() ? snapshots.store().open(files.next()) : null;
                },
                snapshots.options().droppable()::contains);
    }

    /** There is no snapshot to go on from. */
    public static RestoredState nothing() {
        return new RestoredState(RestorePlan.NOTHING, (operators, groups) -> () -> null, operator -> true);
    }

    public RestorePlan plan() {
        return plan;
    }

    /** What puts the keyed state of some key groups into the tables of a task. */
    public TaskRestore restoreOf(String task, Map<String, StateBackend<?>> states, KeyGroupRange groups) {
        return new TaskRestore(task, files.apply(states.keySet(), groups), states);
    }

    /** Whether what the snapshot has of an operator may be lost. */
    public boolean mayDropStateOf(String operator) {
        return StateLabels.isDerived(operator) || droppable.test(operator);
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
