package io.millrace.runtime;

import io.millrace.snapshot.Snapshots;
import io.millrace.state.log.Warnings;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.store.Disk;
import io.millrace.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * What every part of an attempt at a job may know of it. Immutable.
 *
 * @param name of the job
 * @param attempt which one it is, from 1
 * @param helpers threads for what operators do that blocks
 * @param warnings where what may come often is logged: of the whole job, over all attempts
 * @param snapshots how they are taken, if they are
 */
public record JobContext(
        String name,
        int attempt,
        JobSettings settings,
        SerdeRegistry serdes,
        Clock clock,
        Disk disk,
        Helpers helpers,
        Warnings warnings,
        Optional<Snapshots> snapshots) {

    /** Makes threads for what operators do that blocks. */
    @FunctionalInterface
    public interface Helpers {

        /**
         * Threads of one operator.
         *
         * @param name whose they are
         * @param most how many there may be
         */
        Executor of(String name, int most);
    }

    /** Whether barriers of one snapshot wait for each other. */
    public boolean alignsBarriers() {
        return snapshots.map(Snapshots::isAligned).orElse(true);
    }

    /** An instance of an operator, source or sink of this attempt, with metrics of its own. */
    public TaskInstance instance(String operator, int subtask, int parallelism) {
        return new TaskInstance(name, attempt, operator, subtask, parallelism, clock, disk);
    }

    /**
     * The numbers that a job is laid out by.
     *
     * @param parallelism the tasks of a keyed or rebalanced node that was not given a number
     * @param batchSize the rows of a batch
     * @param edgeCapacity the batches that may be under way on an edge
     * @param measuresLatency whether sinks record how long events were under way
     * @param snapshotPortion how many entries are written for a snapshot between two steps of a task
     */
    public record JobSettings(
            int parallelism, int batchSize, int edgeCapacity, boolean measuresLatency, int snapshotPortion) {

        private static final int SNAPSHOT_PORTION = 256;

        /** Without latencies, and with portions that hold up no event. */
        public static JobSettings of(int parallelism, int batchSize, int edgeCapacity) {
            return new JobSettings(parallelism, batchSize, edgeCapacity, false, SNAPSHOT_PORTION);
        }

        /** The same, where latencies are measured, or not. */
        public JobSettings measuringLatency(boolean measured) {
            return new JobSettings(parallelism, batchSize, edgeCapacity, measured, snapshotPortion);
        }

        /** The same with other portions. */
        public JobSettings withSnapshotPortion(int entries) {
            return new JobSettings(parallelism, batchSize, edgeCapacity, measuresLatency, entries);
        }
    }
}
