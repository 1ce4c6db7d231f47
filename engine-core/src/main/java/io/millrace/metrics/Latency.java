package io.millrace.metrics;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * How long events were under way, from the source that fetched them to the sink that wrote what came of them.
 *
 * @param events how many were measured
 * @param p50 the time within which half of them arrived
 * @param p99 the time within which 99 % of them arrived
 * @param p999 the time within which 99.9 % of them arrived
 * @param max the longest time
 */
public record Latency(long events, Duration p50, Duration p99, Duration p999, Duration max) {

    /**
     * The summary of a histogram.
     *
     * @param nanos a histogram of nanoseconds
     * @return its summary
     */
    public static Latency of(Histogram nanos) {
        return new Latency(
                nanos.getTotalCount(),
                Duration.ofNanos(nanos.getValueAtPercentile(50)),
                Duration.ofNanos(nanos.getValueAtPercentile(99)),
                Duration.ofNanos(nanos.getValueAtPercentile(99.9)),
                Duration.ofNanos(nanos.getMaxValue()));
    }
}
