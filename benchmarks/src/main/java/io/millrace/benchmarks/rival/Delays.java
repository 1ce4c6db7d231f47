package io.millrace.benchmarks.rival;

import java.util.List;
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

    private static final Spells SPELLS = new Spells();

    private static volatile long firstCounted = Long.MIN_VALUE;
    private static volatile long lateFrom = Long.MAX_VALUE;

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
            long now = System.nanoTime();
            NANOS.recordValue(now - dueNanos);
            if (now - dueNanos >= lateFrom) {
                SPELLS.late(dueNanos, now);
            }
        }
    }

    /**
     * Has it noted when events were late.
     *
     * @param nanos from how much on an event is
     */
    public static void noteFrom(long nanos) {
        lateFrom = nanos;
    }

    /**
     * When events were late, of those that have come since the last call; when no run is going on.
     *
     * @return in the order of time
     */
    public static List<Spell> takeSpells() {
        return SPELLS.take();
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
