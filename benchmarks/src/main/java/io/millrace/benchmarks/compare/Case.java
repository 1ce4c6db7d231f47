package io.millrace.benchmarks.compare;

import io.millrace.benchmarks.rival.Rivals;
import io.millrace.benchmarks.workload.Workload;

/**
 * What a JVM is started for.
 *
 * @param workload the work
 * @param system who does it
 * @param parallelism with how many threads
 */
record Case(Workload workload, String system, int parallelism) {

    /** The plain loop has one thread, and is the same measurement beside all parallelisms. */
    static Case of(Workload workload, String system, int parallelism) {
        return new Case(workload, system, system.equals(Rivals.HAND) ? 1 : parallelism);
    }

    @Override
    public String toString() {
        return workload + " by " + system + ", parallelism " + parallelism;
    }
}
