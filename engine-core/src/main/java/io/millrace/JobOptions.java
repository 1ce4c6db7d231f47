package io.millrace;

import io.millrace.job.JobListener;
import io.millrace.snapshot.Restart;
import io.millrace.snapshot.Snapshots;
import io.millrace.state.table.KeyGroups;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a job is to be run. Immutable; each {@code with} method returns a changed copy:
 * {@code JobOptions.parallelism(4).withLatency()}.
 */
public final class JobOptions {

    private static final int DEFAULT_BATCH_SIZE = 512;
    private static final int DEFAULT_EDGE_CAPACITY = 16;

    private final int parallelism;
    private final int batchSize;
    private final int edgeCapacity;
    private final boolean measureLatency;
    private final Snapshots snapshots;
    private final Restart restart;
    private final List<JobListener> listeners;

    private JobOptions(
            int parallelism,
            int batchSize,
            int edgeCapacity,
            boolean measureLatency,
            Snapshots snapshots,
            Restart restart,
            List<JobListener> listeners) {
        this.parallelism = parallelism;
        this.batchSize = batchSize;
        this.edgeCapacity = edgeCapacity;
        this.measureLatency = measureLatency;
        this.snapshots = snapshots;
        this.restart = restart;
        this.listeners = listeners;
    }

    /**
     * One task per processor, batches of up to 512 events, 16 batches under way per edge, no latency measured, no snapshots,
     * no restart.
     *
     * @return the defaults
     */
    public static JobOptions defaults() {
        int processors = Math.min(Runtime.getRuntime().availableProcessors(), KeyGroups.COUNT);
        return new JobOptions(
                processors, DEFAULT_BATCH_SIZE, DEFAULT_EDGE_CAPACITY, false, null, Restart.none(), List.of());
    }

    /**
     * The defaults, with a parallelism.
     *
     * @param tasks how many tasks a keyed or rebalanced node gets that was not given a number, from 1 to 128
     * @return the options
     */
    public static JobOptions parallelism(int tasks) {
        return defaults().withParallelism(tasks);
    }

    /**
     * Sets the parallelism.
     *
     * @param tasks how many tasks a keyed or rebalanced node gets that was not given a number, from 1 to 128
     * @return the changed options
     */
    public JobOptions withParallelism(int tasks) {
        return new JobOptions(
                checkedParallelism(tasks), batchSize, edgeCapacity, measureLatency, snapshots, restart, listeners);
    }

    /**
     * Sets the most events that travel together. Batches are as large as the load makes them, up to this.
     *
     * @param events how many, from 1 to 65,536
     * @return the changed options
     */
    public JobOptions withBatchSize(int events) {
        return new JobOptions(
                parallelism,
                between(1, events, 65_536, "batch size"),
                edgeCapacity,
                measureLatency,
                snapshots,
                restart,
                listeners);
    }

    /**
     * Sets the batches that may be under way between two tasks: what bounds the memory of the job, and how far a
     * producer runs ahead of its consumer. Fewer are, but at least one, where all edges of the job together would have more
     * than 32,768.
     *
     * @param batches how many, from 1 to 65,536
     * @return the changed options
     */
    public JobOptions withEdgeCapacity(int batches) {
        return new JobOptions(
                parallelism,
                batchSize,
                between(1, batches, 65_536, "edge capacity"),
                measureLatency,
                snapshots,
                restart,
                listeners);
    }

    /**
     * Has sinks record how long events were under way, for {@link Job#metrics()}.
     *
     * @return the changed options
     */
    public JobOptions withLatency() {
        return new JobOptions(parallelism, batchSize, edgeCapacity, true, snapshots, restart, listeners);
    }

    /**
     * Has the job take snapshots, and go on from the latest when it is started again. It begins at the beginning where the
     * place has none, and is refused when what is there cannot be used.
     *
     * @param newSnapshots where, and how often
     * @return the changed options
     */
    public JobOptions withSnapshots(Snapshots newSnapshots) {
        Objects.requireNonNull(newSnapshots, "the snapshots must not be null; leave them out for none");
        return new JobOptions(parallelism, batchSize, edgeCapacity, measureLatency, newSnapshots, restart, listeners);
    }

    /**
     * Has the job started again when it fails: from its latest snapshot, or from the beginning when it has none. What keeps
     * a job from running in the first place is thrown by {@link Engine#start} all the same.
     *
     * @param newRestart how often, and after which delay
     * @return the changed options
     */
    public JobOptions withRestart(Restart newRestart) {
        Objects.requireNonNull(newRestart, "the restart must not be null; Restart.none() is for none");
        return new JobOptions(parallelism, batchSize, edgeCapacity, measureLatency, snapshots, newRestart, listeners);
    }

    /**
     * Has somebody told what becomes of the job, from its beginning to its end, besides those that have been named already.
     *
     * @param listener who
     * @return the changed options
     */
    public JobOptions withListener(JobListener listener) {
        Objects.requireNonNull(listener, "the listener must not be null");
        List<JobListener> all = new ArrayList<>(listeners);
        all.add(listener);
        return new JobOptions(
                parallelism, batchSize, edgeCapacity, measureLatency, snapshots, restart, List.copyOf(all));
    }

    /**
     * The tasks of a keyed or rebalanced node that was not given a number.
     *
     * @return from 1 to 128
     */
    public int tasks() {
        return parallelism;
    }

    /**
     * The most events that travel together.
     *
     * @return at least 1
     */
    public int batchSize() {
        return batchSize;
    }

    /**
     * The batches that may be under way between two tasks.
     *
     * @return at least 1
     */
    public int edgeCapacity() {
        return edgeCapacity;
    }

    /**
     * Whether sinks record how long events were under way.
     *
     * @return whether latency is measured
     */
    public boolean measuresLatency() {
        return measureLatency;
    }

    /**
     * Where snapshots are kept, and how often they are taken.
     *
     * @return empty for a job without snapshots
     */
    public Optional<Snapshots> snapshots() {
        return Optional.ofNullable(snapshots);
    }

    /**
     * What happens when the job fails.
     *
     * @return the restart strategy
     */
    public Restart restart() {
        return restart;
    }

    /**
     * Who is told what becomes of the job.
     *
     * @return the listeners, in the order in which they are told
     */
    public List<JobListener> listeners() {
        return listeners;
    }

    static int checkedParallelism(int tasks) {
        return between(1, tasks, KeyGroups.COUNT, "parallelism");
    }

    private static int between(int least, int value, int most, String what) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "the " + what + " must be between " + least + " and " + most + ", but is " + value);
        }
        return value;
    }

    @Override
    public String toString() {
        return "parallelism " + parallelism + ", batch size " + batchSize + ", edge capacity " + edgeCapacity
                + (measureLatency ? ", latency measured" : "")
                + (snapshots == null ? "" : ", " + snapshots) + ", " + restart;
    }
}
