package io.millrace.examples.tutorial;

// tag::reward
/** A visitor has been here so many times. */
public record Reward(String visitor, int visits) {}
// end::reward
