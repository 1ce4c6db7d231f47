package io.millrace.metrics;

import io.millrace.job.JobState;
import io.millrace.snapshot.SnapshotMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;

/**
 * A job, as of now. The parts are read one after the other while the job goes on. {@link #toString} is a table for people, whose
 * looks may change; {@link #since} makes rates of two looks.
 *
 * @param job its name
 * @param attempt which attempt at the job it is that tasks, edges and operators are of, ascending: what they count begins at 0 with
 *     each
 * @param state its state
 * @param asOf the time of day at which this was read
 * @param uptime how long the attempt at the job has been there that the tasks are of, by a clock that nobody sets
 * @param tasks its tasks, producers first
 * @param edges its edges
 * @param operators what all instances of operators, sources and sinks measure together, committers included, by name; those
 *     that have any metric
 * @param latencies by sink, for a job that was asked to measure it
 * @param commits how far the committers are, by sink; of those that commit with snapshots
 * @param snapshots what has become of its snapshots
 */
public record JobMetrics(
        String job,
        int attempt,
        JobState state,
        Instant asOf,
        Duration uptime,
        List<TaskMetrics> tasks,
        List<EdgeMetrics> edges,
        Map<String, OperatorMetrics> operators,
        Map<String, Latency> latencies,
        Map<String, CommitMetrics> commits,
        SnapshotMetrics snapshots) {

    /** Copies the collections. */
    public JobMetrics {
        tasks = List.copyOf(tasks);
        edges = List.copyOf(edges);
        operators = Collections.unmodifiableMap(new TreeMap<>(operators));
        latencies = Map.copyOf(latencies);
        commits = Collections.unmodifiableMap(new TreeMap<>(commits));
    }

    /**
     * The same tasks and edges of a job about which more is known.
     *
     * @param newState the state of the job
     * @param newSnapshots what has become of its snapshots
     * @return the changed metrics
     */
    public JobMetrics with(JobState newState, SnapshotMetrics newSnapshots) {
        return new JobMetrics(
                job, attempt, newState, asOf, uptime, tasks, edges, operators, latencies, commits, newSnapshots);
    }

    /**
     * The same job with tasks of which more is known.
     *
     * @param newTasks its tasks
     * @return the changed metrics
     */
    public JobMetrics withTasks(List<TaskMetrics> newTasks) {
        return new JobMetrics(
                job, attempt, state, asOf, uptime, newTasks, edges, operators, latencies, commits, snapshots);
    }

    /**
     * What has happened since an earlier look at the same job. Where the job was restarted between the two, it is what has happened since then.
     *
     * @param earlier metrics of the same job, read before these
     * @return the rates
     */
    public JobRates since(JobMetrics earlier) {
        return JobRates.between(earlier, this);
    }

    /**
     * How often the job has been restarted.
     *
     * @return the number, 0 in the first attempt
     */
    public int restarts() {
        return snapshots.restarts();
    }

    /**
     * The events taken in by the tasks of a node that begins a task, such as a source.
     *
     * @param node its name
     * @return how many, over all its tasks
     */
    public long eventsIn(String node) {
        return tasks.stream()
                .filter(task -> task.node().equals(node))
                .mapToLong(TaskMetrics::eventsIn)
                .sum();
    }

    /**
     * How many records a source has not read yet, of those that are there, over all its splits of which that is known.
     *
     * @param source its name
     * @return how many; empty where it does not tell
     */
    public OptionalLong lagRecords(String source) {
        return lags(source, Metrics.LAG_RECORDS).reduce(Long::sum);
    }

    /**
     * By how much a source is behind what it reads: for how long the next record has been there, of the split where that is longest.
     *
     * @param source its name
     * @return milliseconds; empty where it does not tell
     */
    public OptionalLong lagMillis(String source) {
        return lags(source, Metrics.LAG_MILLIS).max();
    }

    private LongStream lags(String source, String gauge) {
        OperatorMetrics measured = operators.get(source);
        return measured == null ? LongStream.empty() : measured.known(gauge);
    }

    /**
     * The events that came too late, over all tasks.
     *
     * @return how many
     */
    public long late() {
        return tasks.stream().mapToLong(TaskMetrics::late).sum();
    }

    /**
     * The events that were too far {@linkplain io.millrace.time.Watermarks#maxAhead ahead} of the clock, over all tasks.
     *
     * @return how many
     */
    public long ahead() {
        return tasks.stream().mapToLong(TaskMetrics::ahead).sum();
    }

    @Override
    public String toString() {
        return new MetricsTable(this).text();
    }

    /**
     * How far the committer of a sink is.
     *
     * @param committed the number of the latest snapshot whose results are visible; 0 before the first of the attempt
     * @param waiting how many snapshots are complete whose results are not visible yet
     * @param underWay how long the call has taken so far that the committer is in; zero when it is in none
     */
    public record CommitMetrics(long committed, int waiting, Duration underWay) {}

    /**
     * One edge between two tasks, as of now.
     *
     * @param from the producer
     * @param to the consumer
     * @param batches the batches under way
     * @param capacity the most that may be; an edge that stays full leads to the task that is behind
     */
    public record EdgeMetrics(String from, String to, int batches, int capacity) {}

    /**
     * How long events were under way, from the source that fetched them to the sink that wrote what came of them.
     *
     * @param events how many were measured
     * @param p50 the time within which half of them arrived
     * @param p99 the time within which 99 % of them arrived
     * @param p999 the time within which 99.9 % of them arrived
     * @param max the longest time
     */
    public record Latency(long events, Duration p50, Duration p99, Duration p999, Duration max) {

        /**
         * The summary of a histogram.
         *
         * @param nanos a histogram of nanoseconds
         * @return its summary
         */
        public static Latency of(Histogram nanos) {
            return new Latency(
                    nanos.getTotalCount(),
                    Duration.ofNanos(nanos.getValueAtPercentile(50)),
                    Duration.ofNanos(nanos.getValueAtPercentile(99)),
                    Duration.ofNanos(nanos.getValueAtPercentile(99.9)),
                    Duration.ofNanos(nanos.getMaxValue()));
        }
    }
}
