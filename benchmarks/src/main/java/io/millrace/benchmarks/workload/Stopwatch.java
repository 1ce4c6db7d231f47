package io.millrace.benchmarks.workload;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The time of the run that this JVM is doing: from the first event that a source reads until the run has ended, so that
 * nobody's start-up counts. Static, as some systems serialize their sources. Thread-safe.
 */
public final class Stopwatch {

    private static final long NOT_STARTED = 0;
    private static final AtomicLong START = new AtomicLong();

    private Stopwatch() {}

    /** Starts, if no other source has; called by a source when it is about to read its first event. */
    public static void start() {
        START.compareAndSet(NOT_STARTED, System.nanoTime());
    }

    /**
     * Stops.
     *
     * @return seconds since the start
     */
    public static double stop() {
        long start = START.getAndSet(NOT_STARTED);
        if (start == NOT_STARTED) {
            throw new IllegalStateException("no source has started the stopwatch");
        }
        return (System.nanoTime() - start) / 1e9;
    }
}
