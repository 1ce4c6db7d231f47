package io.millrace.metrics;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * Records how long events were under way, from the source that fetched them to the sink that wrote what came of them.
 * Written by one task, read by anyone.
 */
public final class LatencyRecorder {

    private static final long HIGHEST_NANOS = 3_600_000_000_000L;
    private static final int DIGITS = 3;

    private final SingleWriterRecorder recorder = new SingleWriterRecorder(HIGHEST_NANOS, DIGITS);
    private final Histogram total = new Histogram(HIGHEST_NANOS, DIGITS);

    /** An empty recorder. */
    public LatencyRecorder() {}

    /**
     * Records; called by the owning task only.
     *
     * @param nanos how long
     * @param events how many events took that long
     */
    public void record(long nanos, long events) {
        recorder.recordValueWithCount(Math.max(0, Math.min(nanos, HIGHEST_NANOS)), events);
    }

    /**
     * All that was recorded so far; any thread may ask.
     *
     * @return a copy, in nanoseconds
     */
    public synchronized Histogram histogram() {
        total.add(recorder.getIntervalHistogram());
        return total.copy();
    }
}
