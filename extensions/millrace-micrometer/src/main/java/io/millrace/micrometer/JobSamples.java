package io.millrace.micrometer;

import io.micrometer.core.instrument.Tags;
import io.millrace.job.JobState;
import io.millrace.metrics.Distribution;
import io.millrace.metrics.JobMetrics;
import io.millrace.metrics.JobMetrics.CommitMetrics;
import io.millrace.metrics.JobMetrics.EdgeMetrics;
import io.millrace.metrics.JobMetrics.Latency;
import io.millrace.metrics.Metrics;
import io.millrace.metrics.OperatorMetrics;
import io.millrace.metrics.TaskMetrics;
import io.millrace.micrometer.Sample.Amount;
import io.millrace.snapshot.SnapshotMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;

/** What the metrics of a job say, sample by sample. */
final class JobSamples {

    private static final Map<String, Double> PERCENTS =
            Map.of("0.5", 50.0, "0.9", 90.0, "0.99", 99.0, "0.999", 99.9, "1", 100.0);

    /** 0, and 1, 2 and 5 times each power of ten up to a thousand billions: nanoseconds of an hour, bytes of terabytes. */
    private static final long[] BOUNDS = LongStream.concat(
                    LongStream.of(0),
                    LongStream.iterate(1, power -> power <= 1_000_000_000_000L, power -> 10 * power)
                            .flatMap(power -> LongStream.of(power, 2 * power, 5 * power)))
            .toArray();

    private final JobMetrics job;
    private final OwnNames names;
    private final Tags tags;
    private final List<Sample> samples = new ArrayList<>();

    private JobSamples(JobMetrics job, OwnNames names, Tags common) {
        this.job = job;
        this.names = names;
        tags = common.and("pipeline", job.job());
    }

    /**
     * All that is to be told of a job. One that is over has no gauges but its state: nothing of it is as of now.
     *
     * @param common tags that everything has
     */
    static List<Sample> of(JobMetrics job, OwnNames names, Tags common) {
        JobSamples all = new JobSamples(job, names, common);
        all.counted();
        if (!job.state().isTerminal()) {
            all.asOfNow();
        }
        all.state();
        return all.samples;
    }

    private void counted() {
        snapshots(job.snapshots());
        job.tasks().forEach(this::task);
        job.operators().forEach(this::counters);
        job.latencies().forEach((sink, latency) -> add(Metric.LATENCY_EVENTS, sink(sink), latency.events()));
    }

    private void asOfNow() {
        job.snapshots().latest().ifPresent(latest -> {
            add(Metric.SNAPSHOT_AGE, tags, seconds(latest.created(), job.asOf()));
            add(Metric.SNAPSHOT_LATEST, tags, seconds(latest.duration()));
            add(Metric.SNAPSHOT_SIZE, tags, latest.bytes());
        });
        job.tasks().forEach(this::watermark);
        fills();
        job.operators().forEach(this::gauges);
        job.latencies().forEach(this::latency);
        job.commits().forEach(this::commits);
    }

    private void state() {
        for (JobState each : JobState.values()) {
            add(Metric.STATE, tags.and("state", each.name().toLowerCase(Locale.ROOT)), each == job.state() ? 1 : 0);
        }
    }

    private void snapshots(SnapshotMetrics snapshots) {
        add(Metric.RESTARTS, tags, snapshots.restarts());
        samples.add(new Sample(
                new Sample.Key(Metric.SNAPSHOT, tags), new Amount(seconds(snapshots.took()), snapshots.completed())));
        add(Metric.SNAPSHOT_BYTES, tags, snapshots.bytes());
        add(Metric.SNAPSHOTS_FAILED, tags, snapshots.failed());
        add(Metric.SNAPSHOT_CHAINS, tags, snapshots.brokenChains());
    }

    private void task(TaskMetrics task) {
        Tags own = taskTags(task);
        add(Metric.EVENTS_IN, own, task.eventsIn());
        add(Metric.EVENTS_OUT, own, task.eventsOut());
        add(Metric.TIME, own.and("activity", "busy"), seconds(task.busy()));
        add(Metric.TIME, own.and("activity", "idle"), seconds(task.idle()));
        add(Metric.TIME, own.and("activity", "blocked"), seconds(task.blocked()));
    }

    private void watermark(TaskMetrics task) {
        task.watermark().ifPresent(reached -> {
            boolean ended = reached.equals(Instant.MAX);
            if (!ended) {
                add(Metric.WATERMARK, taskTags(task), reached.toEpochMilli() / 1e3);
            }
            add(Metric.WATERMARK_LAG, taskTags(task), ended ? 0 : seconds(reached, job.asOf()));
        });
    }

    private Tags taskTags(TaskMetrics task) {
        return tags.and("task", task.node(), "subtask", String.valueOf(task.subtask()));
    }

    private static String nodeOf(String task) {
        return task.substring(0, task.lastIndexOf('-'));
    }

    /** Of the edges from the tasks of a node to a task, the one that is fullest: it is the one that blocks. */
    private void fills() {
        Map<Sample.Key, Double> fills = new LinkedHashMap<>();
        for (EdgeMetrics edge : job.edges()) {
            String to = edge.to();
            Tags own = tags.and(
                    "from", nodeOf(edge.from()), "to", nodeOf(to), "subtask", to.substring(to.lastIndexOf('-') + 1));
            fills.merge(new Sample.Key(Metric.EDGE_FILL, own), (double) edge.batches() / edge.capacity(), Math::max);
        }
        fills.forEach((key, fill) -> samples.add(new Sample(key, new Amount(fill, 0))));
    }

    private void counters(String operator, OperatorMetrics measured) {
        Tags own = tags.and("operator", operator);
        measured.counters().forEach((name, count) -> {
            Metric ofEngine = Metric.OF_OPERATORS.get(name);
            add(ofEngine != null ? ofEngine : names.counter(name), own, count);
        });
        measured.histograms().forEach((name, values) -> buckets(name, own, values));
    }

    /** As Prometheus has its histograms: each bound counts all that is at or below it, and all have the same bounds, so that they can be added up. */
    private void buckets(String name, Tags own, Distribution values) {
        Metric buckets = names.values(name);
        for (long bound : BOUNDS) {
            add(buckets, own.and("le", String.valueOf(bound)), values.countUpTo(bound));
        }
        add(buckets, own.and("le", "+Inf"), values.count());
        add(names.sum(name), own, values.mean() * values.count());
    }

    private void gauges(String operator, OperatorMetrics measured) {
        Tags own = tags.and("operator", operator);
        measured.gauges().forEach((name, values) -> gauge(operator, name, values));
        measured.histograms().forEach((name, values) -> quantiles(names.histogram(name), own, values));
    }

    private void gauge(String operator, String name, Map<Integer, Number> values) {
        switch (name) {
            case Metrics.LAG_RECORDS -> known(Metric.LAG_RECORDS, "source", operator, values, 1);
            case Metrics.LAG_MILLIS -> known(Metric.LAG, "source", operator, values, 1e-3);
            case Metrics.STATE_ENTRIES -> known(Metric.STATE_ENTRIES, "operator", operator, values, 1);
            case Metrics.STATE_BYTES -> known(Metric.STATE_SIZE, "operator", operator, values, 1);
            case Metrics.TIMERS -> known(Metric.TIMERS, "operator", operator, values, 1);
            default ->
                values.forEach((subtask, value) -> add(
                        names.gauge(name),
                        tags.and("operator", operator, "subtask", String.valueOf(subtask)),
                        value.doubleValue()));
        }
    }

    /** One that is negative is not known. */
    private void known(Metric metric, String key, String name, Map<Integer, Number> values, double unit) {
        values.forEach((subtask, value) -> {
            if (value.longValue() >= 0) {
                add(metric, tags.and(key, name, "subtask", String.valueOf(subtask)), value.doubleValue() * unit);
            }
        });
    }

    private void quantiles(Metric metric, Tags own, Distribution values) {
        PERCENTS.forEach((quantile, percent) -> add(metric, own.and("quantile", quantile), values.percentile(percent)));
    }

    private void latency(String sink, Latency latency) {
        Map.of("0.5", latency.p50(), "0.99", latency.p99(), "0.999", latency.p999(), "1", latency.max())
                .forEach((quantile, within) ->
                        add(Metric.LATENCY, sink(sink).and("quantile", quantile), seconds(within)));
    }

    private void commits(String sink, CommitMetrics commits) {
        add(Metric.COMMITTED, sink(sink), commits.committed());
        add(Metric.COMMITS_WAITING, sink(sink), commits.waiting());
        add(Metric.COMMIT_TIME, sink(sink), seconds(commits.underWay()));
    }

    private Tags sink(String sink) {
        return tags.and("sink", sink);
    }

    private void add(Metric metric, Tags own, long value) {
        add(metric, own, (double) value);
    }

    private void add(Metric metric, Tags own, double value) {
        samples.add(new Sample(new Sample.Key(metric, own), new Amount(value, 0)));
    }

    private static double seconds(Duration duration) {
        return duration.getSeconds() + duration.getNano() / 1e9;
    }

    private static double seconds(Instant from, Instant to) {
        return to.getEpochSecond() - from.getEpochSecond() + (to.getNano() - from.getNano()) / 1e9;
    }
}
