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

    private static volatile long firstCounted = Long.MIN_VALUE;

    private Delays() {}

    /**
     * Leaves out what is due earlier: the time in which the JVM warms up.
     *
     * @param dueNanos when the first event that counts is due
     */
    public static void countFrom(long dueNanos) {
        firstCounted = dueNanos;
    }

    /**
     * Records an event that has arrived at the sink just now.
     *
     * @param dueNanos when it was due
     */
    public static void arrived(long dueNanos) {
        if (dueNanos >= firstCounted) {
            NANOS.recordValue(System.nanoTime() - dueNanos);
        }
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
