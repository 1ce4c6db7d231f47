package io.millrace.runtime;

import io.millrace.edge.Edge;
import io.millrace.metrics.Counter;
import io.millrace.metrics.EdgeMetrics;
import io.millrace.metrics.Latency;
import io.millrace.metrics.TaskMetrics;
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
    private final List<MeteredEdge> edges = new ArrayList<>();
    private final Map<String, List<LatencyRecorder>> latencies = new TreeMap<>();

    void add(Task task) {
        tasks.add(task);
    }

    void add(Task producer, Task consumer, Edge edge) {
        edges.add(new MeteredEdge(producer.roleName(), consumer.roleName(), edge));
    }

    /** A new recorder for one task of a sink. */
    LatencyRecorder latencyOf(String sink) {
        LatencyRecorder recorder = new LatencyRecorder();
        latencies.computeIfAbsent(sink, unused -> new ArrayList<>()).add(recorder);
        return recorder;
    }

    List<TaskMetrics> tasks() {
        return tasks.stream().map(JobMeter::metrics).toList();
    }

    List<EdgeMetrics> edges() {
        return edges.stream()
                .map(each -> new EdgeMetrics(each.from, each.to, each.edge.fill(), each.edge.capacity()))
                .toList();
    }

    Map<String, Latency> latencies() {
        Map<String, Latency> result = new TreeMap<>();
        latencies.forEach((sink, recorders) -> result.put(sink, latency(recorders)));
        return result;
    }

    private static Latency latency(List<LatencyRecorder> recorders) {
        Histogram sum = recorders.get(0).histogram();
        recorders.stream().skip(1).forEach(recorder -> sum.add(recorder.histogram()));
        return Latency.of(sum);
    }

    private static TaskMetrics metrics(Task task) {
        TaskMeter meter = task.meter();
        Map<String, Map<String, Long>> counters = new TreeMap<>();
        for (Stage stage : task.stages()) {
            stage.context()
                    .counters()
                    .forEach((metric, counter) -> counters.computeIfAbsent(
                                    stage.context().name(), unused -> new TreeMap<>())
                            .put(metric, counter.value()));
        }
        return new TaskMetrics(
                task.roleName(),
                value(meter.rowsIn()),
                value(meter.rowsOut()),
                Duration.ofNanos(meter.busy()),
                Duration.ofNanos(meter.idle()),
                Duration.ofNanos(meter.blockedFor()),
                watermark(meter.watermark()),
                counters);
    }

    private static long value(Counter counter) {
        return counter.value();
    }

    private static Optional<Instant> watermark(long timestamp) {
        if (timestamp == EventTime.NONE) {
            return Optional.empty();
        }
        return Optional.of(timestamp == EventTime.MAX ? Instant.MAX : Instant.ofEpochMilli(timestamp));
    }

    private record MeteredEdge(String from, String to, Edge edge) {}
}
