package io.millrace.runtime;

import io.millrace.edge.Edge;
import io.millrace.metrics.EdgeMetrics;
import io.millrace.metrics.JobMetrics;
import io.millrace.metrics.JobState;
import io.millrace.metrics.Latency;
import io.millrace.metrics.OperatorMetrics;
import io.millrace.metrics.TaskMetrics;
import io.millrace.runtime.MetricSet.Recorded;
import io.millrace.snapshot.SnapshotMetrics;
import io.millrace.time.EventTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Knows every task and edge of a job, and reads their counters when asked. Filled before the job starts. */
final class JobMeter {

    private final List<Task> tasks = new ArrayList<>();
    private final List<MetricSet> committers = new ArrayList<>();
    private final List<MeteredEdge> edges = new ArrayList<>();
    private final Map<String, List<Recorded>> latencies = new TreeMap<>();

    void add(Task task) {
        tasks.add(task);
    }

    void add(Task producer, Task consumer, Edge edge) {
        edges.add(new MeteredEdge(producer.roleName(), consumer.roleName(), edge));
    }

    /** A new recorder for one task of a sink. */
    Recorded latencyOf(String sink) {
        Recorded recorder = new Recorded();
        latencies.computeIfAbsent(sink, unused -> new ArrayList<>()).add(recorder);
        return recorder;
    }

    /** Metrics that belong to no task. */
    void add(MetricSet ofCommitter) {
        committers.add(ofCommitter);
    }

    /** All that is known of the tasks and edges as of now. */
    JobMetrics read(String job, JobState state) {
        List<TaskMetrics> read = tasks.stream().map(JobMeter::metrics).toList();
        Map<String, OperatorMetrics> operators = operators(committers);
        read.forEach(task ->
                task.operators().forEach((name, metrics) -> operators.merge(name, metrics, OperatorMetrics::plus)));
        return new JobMetrics(job, state, read, edges(), operators, latencies(), SnapshotMetrics.NONE);
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

    private static TaskMetrics metrics(Task task) {
        TaskMeter meter = task.meter();
        return new TaskMetrics(
                task.roleName(),
                task.subtask(),
                meter.rowsIn().value(),
                meter.rowsOut().value(),
                Duration.ofNanos(meter.busy()),
                Duration.ofNanos(meter.idle()),
                Duration.ofNanos(meter.blockedFor()),
                watermark(meter.watermark()),
                operators(task.metrics()));
    }

    private static Optional<Instant> watermark(long timestamp) {
        if (timestamp == EventTime.NONE) {
            return Optional.empty();
        }
        return Optional.of(timestamp == EventTime.MAX ? Instant.MAX : Instant.ofEpochMilli(timestamp));
    }

    private record MeteredEdge(String from, String to, Edge edge) {}
}
