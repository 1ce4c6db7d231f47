package io.millrace.benchmarks.nexmark;

/**
 * A person who registers.
 *
 * @param id their id
 * @param name their name
 * @param city their city
 * @param state their state
 * @param time epoch milliseconds, even
 */
public record Person(long id, String name, String city, String state, long time) implements NexmarkEvent {}
