package io.millrace.benchmarks.hand;

import io.millrace.benchmarks.workload.Tally;

/** Adds up the results of a loop. */
final class Results {

    private long results;
    private long checksum;

    void add(long checksumOfOne) {
        results++;
        checksum += checksumOfOne;
    }

    void tally() {
        Tally.add(results, checksum);
    }
}
