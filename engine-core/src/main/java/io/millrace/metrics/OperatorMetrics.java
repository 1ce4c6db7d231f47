package io.millrace.metrics;

import java.util.Collections;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.LongStream;

/**
 * What an operator, source or sink measures: of one instance in {@link TaskMetrics}, of all of them in {@link JobMetrics}.
 *
 * @param counters the counts by name; of several instances their sums
 * @param gauges the gauges by name, and the value of each instance by its subtask: values that cannot be added up
 * @param histograms the distributions by name; of several instances all their values
 */
public record OperatorMetrics(
        Map<String, Long> counters, Map<String, Map<Integer, Number>> gauges, Map<String, Distribution> histograms) {

    /** Copies the maps, in the order of names. */
    public OperatorMetrics {
        counters = sorted(counters);
        gauges = sorted(gauges);
        histograms = sorted(histograms);
    }

    /**
     * A count.
     *
     * @param counter its name, which may be one of the engine's, such as {@link Metrics#LATE}
     * @return 0 where there is none of that name
     */
    public long count(String counter) {
        return counters.getOrDefault(counter, 0L);
    }

    /**
     * The sum of a gauge over all instances, of those that know it: negative values are left out.
     *
     * @param gauge its name, which may be one of the engine's, such as {@link Metrics#STATE_ENTRIES}
     * @return empty where no instance knows it
     */
    public OptionalLong sum(String gauge) {
        return known(gauge).reduce(Long::sum);
    }

    /** The values of a gauge that are known. */
    LongStream known(String gauge) {
        return gauges.getOrDefault(gauge, Map.of()).values().stream()
                .mapToLong(Number::longValue)
                .filter(value -> value >= 0);
    }

    /**
     * This and another instance together.
     *
     * @param other the other instance
     * @return what both have
     */
    public OperatorMetrics plus(OperatorMetrics other) {
        return new OperatorMetrics(
                merged(counters, other.counters, Long::sum),
                merged(gauges, other.gauges, (one, another) -> merged(one, another, (first, second) -> first)),
                merged(histograms, other.histograms, Distribution::plus));
    }

    private static <K extends Comparable<K>, V> Map<K, V> merged(
            Map<K, V> one, Map<K, V> another, BinaryOperator<V> both) {
        Map<K, V> result = new TreeMap<>(one);
        another.forEach((name, value) -> result.merge(name, value, both));
        return result;
    }

    private static <K extends Comparable<K>, V> Map<K, V> sorted(Map<K, V> values) {
        return Collections.unmodifiableMap(new TreeMap<>(values));
    }
}
