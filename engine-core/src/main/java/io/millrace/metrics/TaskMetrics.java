package io.millrace.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One task, as of now.
 *
 * @param task its name: that of its first node, and its number
 * @param subtask which of the parallel tasks it is, from 0
 * @param nodes what runs in it: the labels of the nodes of the graph, and of combiners, the first one first
 * @param eventsIn the events taken in; those that were {@linkplain io.millrace.graph.OperatorLogic#combiner put together}
 *     before
 *     count as one
 * @param eventsOut the events emitted by its operators, those passed on within the task included
 * @param busy the time spent working; of a step that is under way nothing yet
 * @param idle the time spent waiting for input, and for its turn
 * @param blocked the time spent held back by a consumer, or by an operator that waits
 * @param watermark the event time reached, of a source what its {@code timestamps} have made; {@link Instant#MAX} at the end of the stream
 * @param watermarkHeldBy what the watermark waits for, in words: the source, the split or the task that is behind; empty where that is not
 *     known, or nothing is waited for
 * @param operators what its operators measure, its source and its sinks, by name; those that have any metric
 */
public record TaskMetrics(
        String task,
        int subtask,
        List<String> nodes,
        long eventsIn,
        long eventsOut,
        Duration busy,
        Duration idle,
        Duration blocked,
        Optional<Instant> watermark,
        Optional<String> watermarkHeldBy,
        Map<String, OperatorMetrics> operators) {

    /** Copies the collections. */
    public TaskMetrics {
        nodes = List.copyOf(nodes);
        operators = Collections.unmodifiableMap(new TreeMap<>(operators));
    }

    /**
     * The node that the task begins with, and is named after.
     *
     * @return its label
     */
    public String node() {
        return task.substring(0, task.lastIndexOf('-'));
    }

    /**
     * By how much event time is behind the clock.
     *
     * @param now the time of day, such as {@link JobMetrics#asOf}
     * @return negative where it is ahead; empty before the first watermark, and at the end of the stream
     */
    public Optional<Duration> eventTimeLag(Instant now) {
        return watermark.filter(time -> !time.equals(Instant.MAX)).map(time -> Duration.between(time, now));
    }

    /**
     * The same task, of which more is known.
     *
     * @param holder what its watermark waits for
     * @return the changed metrics
     */
    public TaskMetrics withWatermarkHeldBy(Optional<String> holder) {
        return new TaskMetrics(
                task, subtask, nodes, eventsIn, eventsOut, busy, idle, blocked, watermark, holder, operators);
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
                .mapToLong(metrics -> metrics.count(metric))
                .sum();
    }
}
