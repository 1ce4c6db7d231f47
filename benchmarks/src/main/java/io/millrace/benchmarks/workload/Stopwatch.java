package io.millrace.benchmarks.workload;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The time of the run that this JVM is doing, and of its processors: from the first event that a source reads until the run has ended, so that
 * nobody's start-up counts. Static, as some systems serialize their sources. Thread-safe.
 */
public final class Stopwatch {

    private static final long NOT_STARTED = 0;
    private static final AtomicLong START = new AtomicLong();
    private static final AtomicLong CPU_START = new AtomicLong();

    private Stopwatch() {}

    /**
     * What a run took.
     *
     * @param seconds how long it was
     * @param cpuSeconds how long processors worked for this JVM, whatever for
     */
    public record Time(double seconds, double cpuSeconds) {}

    /** Starts, if no other source has; called by a source when it is about to read its first event. */
    public static void start() {
        if (START.compareAndSet(NOT_STARTED, System.nanoTime())) {
            CPU_START.set(cpuNanos());
        }
    }

    private static long cpuNanos() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .orElse(Duration.ZERO)
                .toNanos();
    }

    /**
     * Stops.
     *
     * @return the time since the start
     */
    public static Time stop() {
        long start = START.getAndSet(NOT_STARTED);
        if (start == NOT_STARTED) {
            throw new IllegalStateException("no source has started the stopwatch");
        }
        return new Time((System.nanoTime() - start) / 1e9, (cpuNanos() - CPU_START.get()) / 1e9);
    }
}
