package io.millrace.benchmarks.workload;

/**
 * What came out of a run, whatever the order: equal for all who did the same work on the same events.
 *
 * @param results how many
 * @param checksum the sum over all results
 */
public record Outcome(long results, long checksum) {}
