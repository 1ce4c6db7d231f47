package io.millrace.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One task, as of now.
 *
 * @param task its name: that of its first node, and its number
 * @param eventsIn the events taken in; those that were {@linkplain io.millrace.operator.Combiner put together} before
 *     count as one
 * @param eventsOut the events emitted by its operators, those passed on within the task included
 * @param busy the time spent working
 * @param idle the time spent waiting for input
 * @param blocked the time spent held back by a consumer
 * @param watermark the event time reached; {@link Instant#MAX} at the end of the stream
 * @param counters what its operators count, by operator and metric
 */
public record TaskMetrics(
        String task,
        long eventsIn,
        long eventsOut,
        Duration busy,
        Duration idle,
        Duration blocked,
        Optional<Instant> watermark,
        Map<String, Map<String, Long>> counters) {

    /** Copies the counters. */
    public TaskMetrics {
        counters = Map.copyOf(counters);
    }

    /**
     * The events that came too late for the windows of this task.
     *
     * @return how many
     */
    public long late() {
        return count("late");
    }

    /**
     * The events that were too far {@linkplain io.millrace.time.Watermarks#maxAhead ahead} of the clock.
     *
     * @return how many
     */
    public long ahead() {
        return count("ahead");
    }

    private long count(String metric) {
        return counters.values().stream()
                .mapToLong(metrics -> metrics.getOrDefault(metric, 0L))
                .sum();
    }
}
