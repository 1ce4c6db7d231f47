package io.millrace.benchmarks.workload;

/**
 * What a trade is mapped to.
 *
 * @param user the user
 * @param cents the amount in another currency
 * @param time epoch milliseconds
 */
public record Priced(String user, long cents, long time) {}
