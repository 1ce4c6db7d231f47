package io.millrace.examples.docs;

import java.time.Instant;

/**
 * A measurement.
 *
 * @param sensor where it was taken
 * @param celsius the temperature
 * @param time when it was taken
 */
// tag::reading
public record Reading(String sensor, double celsius, Instant time) {}
// end::reading
