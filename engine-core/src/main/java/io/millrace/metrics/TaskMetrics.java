package io.millrace.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One task, as of now.
 *
 * @param task its name: that of its first node, and its number
 * @param subtask which of the parallel tasks it is, from 0
 * @param eventsIn the events taken in; those that were {@linkplain io.millrace.graph.OperatorLogic#combiner put together}
 *     before
 *     count as one
 * @param eventsOut the events emitted by its operators, those passed on within the task included
 * @param busy the time spent working
 * @param idle the time spent waiting for input
 * @param blocked the time spent held back by a consumer
 * @param watermark the event time reached; {@link Instant#MAX} at the end of the stream
 * @param operators what its operators measure, its source and its sinks, by name; those that have any metric
 */
public record TaskMetrics(
        String task,
        int subtask,
        long eventsIn,
        long eventsOut,
        Duration busy,
        Duration idle,
        Duration blocked,
        Optional<Instant> watermark,
        Map<String, OperatorMetrics> operators) {

    /** Copies the map. */
    public TaskMetrics {
        operators = Collections.unmodifiableMap(new TreeMap<>(operators));
    }

    /**
     * The events that came too late for the windows of this task.
     *
     * @return how many
     */
    public long late() {
        return count(Metrics.LATE);
    }

    /**
     * The events that were too far {@linkplain io.millrace.time.Watermarks#maxAhead ahead} of the clock.
     *
     * @return how many
     */
    public long ahead() {
        return count(Metrics.AHEAD);
    }

    private long count(String metric) {
        return operators.values().stream()
                .mapToLong(metrics -> metrics.counters().getOrDefault(metric, 0L))
                .sum();
    }
}
