package io.millrace.benchmarks.workload;

import java.util.concurrent.atomic.LongAdder;

/**
 * Adds up the results of the run that this JVM is doing; sinks of all systems come here. Static, as some systems
 * serialize their sinks. Thread-safe. Who has many results adds up by itself and comes at the end.
 */
public final class Tally {

    private static final LongAdder RESULTS = new LongAdder();
    private static final LongAdder CHECKSUM = new LongAdder();

    private Tally() {}

    /**
     * Adds results.
     *
     * @param results how many
     * @param checksum the sum of their checksums, as {@link Checksum} makes them
     */
    public static void add(long results, long checksum) {
        RESULTS.add(results);
        CHECKSUM.add(checksum);
    }

    /**
     * What came since the last call; when no run is going on.
     *
     * @return the outcome of the run
     */
    public static Outcome take() {
        return new Outcome(RESULTS.sumThenReset(), CHECKSUM.sumThenReset());
    }
}
