package io.millrace.metrics;

import io.millrace.metrics.JobMetrics.CommitMetrics;
import io.millrace.metrics.JobMetrics.EdgeMetrics;
import io.millrace.metrics.JobMetrics.Latency;
import io.millrace.metrics.internal.HumanText;
import io.millrace.metrics.internal.TextTable;
import io.millrace.snapshot.SnapshotMetrics;
import io.millrace.state.time.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Metrics of a job for people: the tasks, and of all else what there is to be told. */
final class MetricsTable {

    private static final String NONE = "-";
    private static final String INDENT = "  ";
    private static final int MOST_EDGES = 10;

    private final JobMetrics metrics;
    private final StringBuilder text = new StringBuilder();

    MetricsTable(JobMetrics metrics) {
        this.metrics = metrics;
    }

    String text() {
        text.append("job ").append(metrics.job()).append(", ").append(metrics.state());
        text.append(", up ").append(HumanText.duration(metrics.uptime())).append(", ");
        text.append(HumanText.count(metrics.restarts(), "restart", "restarts"));
        text.append(", as of ").append(metrics.asOf()).append('\n');
        addTasks();
        addOperators();
        addEdges();
        metrics.latencies().forEach((sink, latency) -> line("latency to '" + sink + "': " + textOf(latency)));
        metrics.commits().forEach((sink, commits) -> line("commits of '" + sink + "': " + textOf(commits)));
        addSnapshots();
        return text.toString();
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    private void addTasks() {
        TextTable table = TextTable.withNumbers(
                1, 8, "task", "in", "out", "busy", "blocked", "idle", "watermark", "lag", "held by");
        for (TaskMetrics task : metrics.tasks()) {
            Duration all = task.busy().plus(task.blocked()).plus(task.idle());
            table.row(
                    task.task(),
                    Long.toString(task.eventsIn()),
                    Long.toString(task.eventsOut()),
                    share(task.busy(), all),
                    share(task.blocked(), all),
                    share(task.idle(), all),
                    task.watermark().map(MetricsTable::time).orElse(NONE),
                    task.eventTimeLag(metrics.asOf()).map(MetricsTable::lag).orElse(NONE),
                    task.watermarkHeldBy().orElse(NONE));
        }
        text.append(table.text(INDENT));
    }

    private static String share(Duration part, Duration all) {
        return all.isZero() ? NONE : HumanText.percent((double) Times.nanos(part) / Times.nanos(all));
    }

    private static String time(Instant watermark) {
        return watermark.equals(Instant.MAX) ? "end" : watermark.toString();
    }

    private static String lag(Duration lag) {
        return lag.isNegative() ? "-" + HumanText.duration(lag.negated()) : HumanText.duration(lag);
    }

    private void addOperators() {
        metrics.operators().forEach((operator, measured) -> {
            List<String> parts = new ArrayList<>();
            measured.counters().forEach((name, count) -> parts.add(nameOf(name) + " " + count));
            measured.gauges().keySet().forEach(name -> textOf(name, measured).ifKnown(parts));
            measured.histograms().forEach((name, values) -> parts.add(nameOf(name) + " " + values));
            line("'" + operator + "': " + (parts.isEmpty() ? "nothing yet" : String.join(", ", parts)));
        });
    }

    private static String nameOf(String metric) {
        return metric.startsWith(Metrics.OF_THE_ENGINE) ? metric.substring(Metrics.OF_THE_ENGINE.length()) : metric;
    }

    /** A value in words, or nothing where it is not known. */
    private record Known(String text) {

        static final Known NOT = new Known("");

        void ifKnown(List<String> parts) {
            if (!text.isEmpty()) {
                parts.add(text);
            }
        }
    }

    /** Of the engine's, what they are together; those of users cannot be added up. */
    private static Known textOf(String gauge, OperatorMetrics measured) {
        if (gauge.equals(Metrics.LAG_MILLIS)) {
            OptionalLong longest = measured.known(gauge).max();
            return longest.isPresent()
                    ? new Known("lag " + HumanText.duration(Duration.ofMillis(longest.getAsLong())))
                    : Known.NOT;
        }
        if (gauge.startsWith(Metrics.OF_THE_ENGINE)) {
            OptionalLong sum = measured.sum(gauge);
            return sum.isPresent() ? new Known(nameOf(gauge) + " " + sum.getAsLong()) : Known.NOT;
        }
        Map<Integer, Number> values = measured.gauges().get(gauge);
        return new Known(gauge + " "
                + (values.size() == 1
                        ? values.values().iterator().next()
                        : values.entrySet().stream()
                                .map(each -> each.getKey() + ": " + each.getValue())
                                .collect(Collectors.joining(", ", "(", ")"))));
    }

    /** Those that have something on them, the fullest first. */
    private void addEdges() {
        List<EdgeMetrics> filled = metrics.edges().stream()
                .filter(edge -> edge.batches() > 0)
                .sorted(Comparator.comparingDouble((EdgeMetrics edge) -> -(double) edge.batches() / edge.capacity()))
                .toList();
        filled.stream()
                .limit(MOST_EDGES)
                .forEach(edge -> line("edge " + edge.from() + " -> " + edge.to() + ": " + edge.batches() + " of "
                        + HumanText.count(edge.capacity(), "batch", "batches")));
        if (filled.size() > MOST_EDGES) {
            line((filled.size() - MOST_EDGES) + " more edges with something on them");
        }
    }

    private static String textOf(Latency latency) {
        return HumanText.count(latency.events(), "event", "events") + ", p50 " + HumanText.fine(latency.p50())
                + ", p99 "
                + HumanText.fine(latency.p99()) + ", p99.9 " + HumanText.fine(latency.p999()) + ", max "
                + HumanText.fine(latency.max());
    }

    private static String textOf(CommitMetrics commits) {
        return "up to snapshot " + commits.committed() + ", " + commits.waiting() + " waiting"
                + (commits.underWay().isZero()
                        ? ""
                        : ", the call that is under way has taken " + HumanText.duration(commits.underWay()));
    }

    private void addSnapshots() {
        SnapshotMetrics snapshots = metrics.snapshots();
        if (snapshots.completed() + snapshots.failed() > 0
                || snapshots.restored().isPresent()) {
            line("snapshots: " + snapshots.completed() + " complete, " + snapshots.failed() + " failed"
                    + snapshots
                            .latest()
                            .map(latest -> "; latest: " + latest + ", " + latest.bytes() + " bytes in "
                                    + HumanText.duration(latest.duration()))
                            .orElse("")
                    + snapshots.restored().map(from -> "; gone on from " + from).orElse("")
                    + snapshots
                            .latestFailure()
                            .map(why -> "; the latest has failed: " + why)
                            .orElse(""));
        }
    }
}
