package io.millrace.dashboard;

import io.millrace.metrics.Bottleneck;
import io.millrace.metrics.Distribution;
import io.millrace.metrics.JobMetrics;
import io.millrace.metrics.JobMetrics.CommitMetrics;
import io.millrace.metrics.JobMetrics.EdgeMetrics;
import io.millrace.metrics.JobMetrics.Latency;
import io.millrace.metrics.OperatorMetrics;
import io.millrace.metrics.TaskMetrics;
import java.time.Instant;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a job tells about itself, as JSON. */
final class MetricsJson {

    private MetricsJson() {}

    static void addTo(ObjectNode json, JobMetrics metrics) {
        json.put("asOf", metrics.asOf().toEpochMilli())
                .put("uptimeMillis", Json.millis(metrics.uptime()))
                .put("attempt", metrics.attempt())
                .put("late", metrics.late())
                .put("ahead", metrics.ahead());
        ArrayNode tasks = json.putArray("tasks");
        metrics.tasks().forEach(task -> tasks.add(of(task)));
        ArrayNode edges = json.putArray("edges");
        metrics.edges().forEach(edge -> edges.add(of(edge)));
        ObjectNode operators = json.putObject("operators");
        metrics.operators().forEach((name, operator) -> operators.set(name, of(operator)));
        ObjectNode latencies = json.putObject("latencies");
        metrics.latencies().forEach((sink, latency) -> latencies.set(sink, of(latency)));
        ObjectNode commits = json.putObject("commits");
        metrics.commits().forEach((sink, commit) -> commits.set(sink, of(commit)));
    }

    static ObjectNode of(Bottleneck limit) {
        ObjectNode json = Json.object()
                .put("operator", limit.operator())
                .put("task", limit.task())
                .put("busy", limit.busy())
                .put("waiting", limit.waiting())
                .put("text", limit.toString());
        limit.hotspot().ifPresent(spot -> json.put("method", spot.method()).put("methodShare", spot.share()));
        ArrayNode blocked = json.putArray("holdsUp");
        limit.holdsUp().forEach(blocked::add);
        return json;
    }

    private static ObjectNode of(TaskMetrics task) {
        ObjectNode json = Json.object()
                .put("name", task.task())
                .put("node", task.node())
                .put("subtask", task.subtask())
                .put("eventsIn", task.eventsIn())
                .put("eventsOut", task.eventsOut())
                .put("busyMillis", Json.millis(task.busy()))
                .put("idleMillis", Json.millis(task.idle()))
                .put("blockedMillis", Json.millis(task.blocked()))
                .put("late", task.late())
                .put("ahead", task.ahead())
                .put("ended", task.watermark().filter(Instant.MAX::equals).isPresent());
        task.watermark().flatMap(Json::millis).ifPresent(watermark -> json.put("watermark", watermark));
        task.watermarkHeldBy().ifPresent(holder -> json.put("heldBy", holder));
        return json;
    }

    private static ObjectNode of(EdgeMetrics edge) {
        return Json.object()
                .put("from", edge.from())
                .put("to", edge.to())
                .put("batches", edge.batches())
                .put("capacity", edge.capacity());
    }

    private static ObjectNode of(OperatorMetrics operator) {
        ObjectNode json = Json.object();
        ObjectNode counters = json.putObject("counters");
        operator.counters().forEach(counters::put);
        ObjectNode gauges = json.putObject("gauges");
        operator.gauges().forEach((name, values) -> gauges.set(name, of(values)));
        ObjectNode histograms = json.putObject("histograms");
        operator.histograms().forEach((name, values) -> histograms.set(name, of(values)));
        return json;
    }

    /** What is no number is not there. */
    private static ObjectNode of(Map<Integer, Number> values) {
        ObjectNode json = Json.object();
        values.forEach((subtask, value) -> {
            if (value instanceof Long whole) {
                json.put(subtask.toString(), whole);
            } else if (Double.isFinite(value.doubleValue())) {
                json.put(subtask.toString(), value.doubleValue());
            }
        });
        return json;
    }

    private static ObjectNode of(Distribution values) {
        return Json.object()
                .put("count", values.count())
                .put("min", values.min())
                .put("mean", values.mean())
                .put("p50", values.percentile(50))
                .put("p99", values.percentile(99))
                .put("max", values.max());
    }

    private static ObjectNode of(Latency latency) {
        return Json.object()
                .put("events", latency.events())
                .put("p50Millis", Json.millis(latency.p50()))
                .put("p99Millis", Json.millis(latency.p99()))
                .put("p999Millis", Json.millis(latency.p999()))
                .put("maxMillis", Json.millis(latency.max()));
    }

    private static ObjectNode of(CommitMetrics commit) {
        return Json.object()
                .put("committed", commit.committed())
                .put("waiting", commit.waiting())
                .put("underWayMillis", Json.millis(commit.underWay()));
    }
}
