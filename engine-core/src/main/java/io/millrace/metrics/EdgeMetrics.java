package io.millrace.metrics;

/**
 * One edge between two tasks, as of now.
 *
 * @param from the producer
 * @param to the consumer
 * @param batches the batches under way
 * @param capacity the most that may be; an edge that stays full leads to the task that is behind
 */
public record EdgeMetrics(String from, String to, int batches, int capacity) {}
