package io.millrace.benchmarks.peers.flink;

/**
 * How many events of a key there were when one came; public, as the serializer of records asks for that.
 *
 * @param count with this one
 * @param dueNanos when it was due
 */
public record DueCount(long count, long dueNanos) {}
