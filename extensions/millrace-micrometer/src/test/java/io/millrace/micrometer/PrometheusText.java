package io.millrace.micrometer;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hawkular.agent.prometheus.text.TextPrometheusMetricsProcessor;
import org.hawkular.agent.prometheus.types.Counter;
import org.hawkular.agent.prometheus.types.Gauge;
import org.hawkular.agent.prometheus.types.Metric;
import org.hawkular.agent.prometheus.types.MetricFamily;
import org.hawkular.agent.prometheus.types.Summary;
import org.hawkular.agent.prometheus.walkers.CollectorPrometheusMetricsWalker;

/** What a server of Prometheus gets, read by a parser of its format. */
record PrometheusText(List<MetricFamily> families) {

    static PrometheusText of(PrometheusMeterRegistry registry) {
        byte[] text = registry.scrape().getBytes(StandardCharsets.UTF_8);
        CollectorPrometheusMetricsWalker walker = new CollectorPrometheusMetricsWalker();
        new TextPrometheusMetricsProcessor(new ByteArrayInputStream(text), walker).walk();
        return new PrometheusText(walker.getAllMetricFamilies());
    }

    /** The names that can be asked for, and the labels of each. */
    Map<String, Set<String>> labels() {
        Map<String, Set<String>> labels = new TreeMap<>();
        all().forEach(metric -> {
            if (metric instanceof Summary) {
                labels.put(metric.getName() + "_count", metric.getLabels().keySet());
                labels.put(metric.getName() + "_sum", metric.getLabels().keySet());
            } else {
                labels.put(metric.getName(), metric.getLabels().keySet());
            }
        });
        return labels;
    }

    /** The sum over all series of a name that have these labels. */
    double sum(String name, Map<String, String> labels) {
        return all().filter(metric -> metric.getName().equals(name)
                        && metric.getLabels().entrySet().containsAll(labels.entrySet()))
                .mapToDouble(PrometheusText::value)
                .sum();
    }

    double sum(String name) {
        return sum(name, Map.of());
    }

    Set<String> namesOf(String job) {
        return all().filter(metric -> job.equals(metric.getLabels().get("pipeline")))
                .map(Metric::getName)
                .collect(Collectors.toSet());
    }

    private Stream<Metric> all() {
        return families.stream().map(MetricFamily::getMetrics).flatMap(Collection::stream);
    }

    private static double value(Metric metric) {
        if (metric instanceof Counter counter) {
            return counter.getValue();
        }
        return metric instanceof Gauge gauge ? gauge.getValue() : ((Summary) metric).getSampleCount();
    }
}
