package io.millrace.runtime.metrics;

import io.millrace.edge.Edge;
import io.millrace.job.JobState;
import io.millrace.metrics.JobMetrics;
import io.millrace.metrics.JobMetrics.CommitMetrics;
import io.millrace.metrics.JobMetrics.EdgeMetrics;
import io.millrace.metrics.JobMetrics.Latency;
import io.millrace.metrics.OperatorMetrics;
import io.millrace.metrics.TaskMetrics;
import io.millrace.runtime.flight.LateFlight;
import io.millrace.runtime.metrics.MetricSet.Recorded;
import io.millrace.snapshot.SnapshotMetrics;
import io.millrace.state.log.Warnings;
import io.millrace.time.Clock;
import io.millrace.time.EventTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/** Knows every task and edge of a job, and reads their counters when asked. Filled before the job starts. */
public final class JobMeter {

    private static final Duration LATE_INTERVAL = Duration.ofMinutes(1);

    private final Warnings warnings;
    private final Clock clock;
    private final long begunNanos;
    private final List<TaskMeter> tasks = new ArrayList<>();
    private final List<MetricSet> committers = new ArrayList<>();
    private final Map<String, Supplier<CommitMetrics>> commits = new TreeMap<>();
    private final List<MeteredEdge> edges = new ArrayList<>();
    private final Map<String, List<Recorded>> latencies = new TreeMap<>();
    private final Map<Integer, LateWatch> lateWatches = new ConcurrentHashMap<>();

    public JobMeter(Warnings warnings, Clock clock) {
        this.warnings = warnings;
        this.clock = clock;
        begunNanos = clock.nanos();
    }

    public void add(TaskMeter task) {
        tasks.add(task);
    }

    public void add(String producer, String consumer, Edge edge) {
        edges.add(new MeteredEdge(producer, consumer, edge));
    }

    /** A new recorder for one task of a sink. */
    public Recorded latencyOf(String sink) {
        Recorded recorder = new Recorded();
        latencies.computeIfAbsent(sink, unused -> new ArrayList<>()).add(recorder);
        return recorder;
    }

    /** What belongs to no task: the committer of a sink. */
    public void add(String sink, MetricSet ofCommitter, Supplier<CommitMetrics> howFar) {
        committers.add(ofCommitter);
        commits.put(sink, howFar);
    }

    /** What watches over the late events of a node. */
    public LateWatch lateWatch(int node, String name, LateFlight flight) {
        return lateWatches.computeIfAbsent(
                node, unused -> new LateWatch(name, warnings.at("late events of " + name, LATE_INTERVAL), flight));
    }

    /**
     * How far a task is, by what the engine counts.
     *
     * @param watermark the event time that it has reached
     * @param toldNanos how much of its time it has told of, which it does when a step ends
     */
    public record Progress(String task, long rowsIn, long rowsOut, long watermark, long toldNanos) {

        private static Progress of(TaskMeter task) {
            return new Progress(
                    task.task(),
                    task.rowsIn().value(),
                    task.rowsOut().value(),
                    task.watermark(),
                    task.busy() + task.idle() + task.blockedFor());
        }

        /** What it has done, however long that took. */
        public Progress withoutTime() {
            return new Progress(task, rowsIn, rowsOut, watermark, 0);
        }
    }

    /** How far the tasks are; runs nothing of the user's, as reading all metrics does. */
    public List<Progress> progress() {
        return tasks.stream().map(Progress::of).toList();
    }

    /** Whether there is something on the way between tasks. */
    public boolean hasInput() {
        return edges.stream().anyMatch(each -> each.edge.fill() > 0);
    }

    /** All that is known of the tasks and edges as of now; asks the gauges of users. */
    public JobMetrics read(String job, int attempt, JobState state) {
        List<TaskMetrics> read = tasks.stream().map(JobMeter::metrics).toList();
        Map<String, OperatorMetrics> operators = operators(committers);
        read.forEach(task ->
                task.operators().forEach((name, metrics) -> operators.merge(name, metrics, OperatorMetrics::plus)));
        return new JobMetrics(
                job,
                attempt,
                state,
                Instant.ofEpochMilli(clock.millis()),
                Duration.ofNanos(clock.nanos() - begunNanos),
                read,
                edges(),
                operators,
                latencies(),
                commits(),
                SnapshotMetrics.NONE);
    }

    private static Map<String, OperatorMetrics> operators(List<MetricSet> sets) {
        Map<String, OperatorMetrics> result = new TreeMap<>();
        for (MetricSet set : sets) {
            if (!set.isEmpty()) {
                result.merge(set.operator(), set.read(), OperatorMetrics::plus);
            }
        }
        return result;
    }

    private List<EdgeMetrics> edges() {
        return edges.stream()
                .map(each -> new EdgeMetrics(each.from, each.to, each.edge.fill(), each.edge.capacity()))
                .toList();
    }

    private Map<String, CommitMetrics> commits() {
        Map<String, CommitMetrics> result = new TreeMap<>();
        commits.forEach((sink, howFar) -> result.put(sink, howFar.get()));
        return result;
    }

    private Map<String, Latency> latencies() {
        Map<String, Latency> result = new TreeMap<>();
        latencies.forEach((sink, recorders) -> result.put(sink, latency(recorders)));
        return result;
    }

    private static Latency latency(List<Recorded> recorders) {
        Histogram sum = recorders.get(0).histogram();
        recorders.stream().skip(1).forEach(recorder -> sum.add(recorder.histogram()));
        return Latency.of(sum);
    }

    private static TaskMetrics metrics(TaskMeter meter) {
        return new TaskMetrics(
                meter.task(),
                meter.subtask(),
                meter.nodes(),
                meter.rowsIn().value(),
                meter.rowsOut().value(),
                Duration.ofNanos(meter.busy()),
                Duration.ofNanos(meter.idle()),
                Duration.ofNanos(meter.blockedFor()),
                watermark(meter.watermark()),
                Optional.empty(),
                operators(meter.operators()));
    }

    private static Optional<Instant> watermark(long timestamp) {
        if (timestamp == EventTime.NONE) {
            return Optional.empty();
        }
        return Optional.of(timestamp == EventTime.MAX ? Instant.MAX : Instant.ofEpochMilli(timestamp));
    }

    private record MeteredEdge(String from, String to, Edge edge) {}
}
