package io.millrace.runtime;

/**
 * How a job is laid out.
 *
 * @param parallelism the tasks of a keyed or rebalanced node that was not given a number
 * @param batchSize the rows of a batch
 * @param edgeCapacity the batches that may be under way on an edge
 * @param measureLatency whether sinks record how long events were under way
 * @param snapshotPortion how many entries are written for a snapshot between two steps of a task
 */
public record ExecutionSettings(
        int parallelism, int batchSize, int edgeCapacity, boolean measureLatency, int snapshotPortion) {

    private static final int SNAPSHOT_PORTION = 256;

    /** With portions that hold up no event. */
    public ExecutionSettings(int parallelism, int batchSize, int edgeCapacity, boolean measureLatency) {
        this(parallelism, batchSize, edgeCapacity, measureLatency, SNAPSHOT_PORTION);
    }
}
