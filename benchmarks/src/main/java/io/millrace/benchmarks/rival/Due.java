package io.millrace.benchmarks.rival;

/**
 * An event of the comparison of latencies.
 *
 * @param key from 0 to {@link Schedule#KEYS} - 1
 * @param dueNanos when it is due
 */
public record Due(int key, long dueNanos) {}
