package io.millrace.benchmarks.compare;

/**
 * A case in the order of the run.
 *
 * @param block in which every case of the workload has one turn; figures of the same block are compared with each other
 * @param what the case
 */
record Turn(int block, Case what) {}
