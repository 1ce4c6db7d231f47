package io.millrace.runtime;

/**
 * How a job is laid out.
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
