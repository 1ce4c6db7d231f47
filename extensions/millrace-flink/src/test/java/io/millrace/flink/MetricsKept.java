package io.millrace.flink;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/** A reporter that keeps the metrics of ours beyond the end of jobs whose names begin with "metrics". */
public final class MetricsKept implements MetricReporter {

    private static final String JOBS = "metrics";
    private static final Map<String, Queue<Kept>> KEPT = new ConcurrentHashMap<>();

    private record Kept(String name, Metric metric) {}

    /** Found by Flink. */
    public static final class Factory implements MetricReporterFactory {

        @Override
        public MetricReporter createMetricReporter(Properties properties) {
            return new MetricsKept();
        }
    }

    static <M extends Metric> List<M> all(String job, String name, Class<M> type) {
        return KEPT.getOrDefault(job, new ConcurrentLinkedQueue<>()).stream()
                .filter(kept -> kept.name().endsWith(name))
                .map(kept -> type.cast(kept.metric()))
                .toList();
    }

    static <M extends Metric> M of(String job, String name, Class<M> type) {
        List<M> all = all(job, name, type);
        if (all.size() != 1) {
            throw new AssertionError(all.size() + " metrics " + name + " in " + KEPT.get(job));
        }
        return all.get(0);
    }

    @Override
    public void open(MetricConfig config) {}

    @Override
    public void close() {}

    @Override
    public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
        String identifier = group.getMetricIdentifier(name);
        String job = group.getAllVariables().getOrDefault("<job_name>", "");
        if (identifier.contains(".millrace.") && job.startsWith(JOBS)) {
            KEPT.computeIfAbsent(job, unused -> new ConcurrentLinkedQueue<>()).add(new Kept(identifier, metric));
        }
    }

    @Override
    public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {}
}
