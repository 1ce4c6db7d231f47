package io.millrace.systems.payments;

/**
 * The payments of a user in the minute up to one.
 *
 * @param payments how many
 * @param cents what they come to
 * @param latest the one
 */
record Burst(long payments, long cents, Evidence latest) {}
