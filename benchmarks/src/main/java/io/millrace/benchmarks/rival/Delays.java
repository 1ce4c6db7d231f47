package io.millrace.benchmarks.rival;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * How late events were seen, in the run that this JVM is doing; sinks of all systems come here. Static, as some systems
 * serialize their sinks. Thread-safe.
 */
public final class Delays {

    private static final int DIGITS = 3;
    private static final Histogram NANOS = new ConcurrentHistogram(TimeUnit.HOURS.toNanos(1), DIGITS);

    private Delays() {}

    /**
     * Records an event that has arrived at the sink just now.
     *
     * @param dueNanos when it was due
     */
    public static void arrived(long dueNanos) {
        NANOS.recordValue(System.nanoTime() - dueNanos);
    }

    /**
     * What came since the last call; when no run is going on.
     *
     * @return nanoseconds
     */
    public static Histogram take() {
        Histogram taken = NANOS.copy();
        NANOS.reset();
        return taken;
    }
}
