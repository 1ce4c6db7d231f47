package io.millrace.runtime;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * Records how long events were under way, from the source that fetched them to the sink that wrote what came of them.
 * Written by one task, read by anyone. Its histograms are as large as the times that were seen need.
 */
final class LatencyRecorder {

    private static final long HIGHEST_NANOS = 3_600_000_000_000L;
    private static final int DIGITS = 3;

    private final SingleWriterRecorder recorder = new SingleWriterRecorder(DIGITS);
    private final Histogram total = new Histogram(DIGITS);

    /**
     * Records; called by the owning task only.
     *
     * @param nanos how long
     * @param events how many events took that long
     */
    void record(long nanos, long events) {
        recorder.recordValueWithCount(Math.max(0, Math.min(nanos, HIGHEST_NANOS)), events);
    }

    /** All that was recorded so far, in nanoseconds; any thread may ask. */
    synchronized Histogram histogram() {
        total.add(recorder.getIntervalHistogram());
        return total.copy();
    }
}
