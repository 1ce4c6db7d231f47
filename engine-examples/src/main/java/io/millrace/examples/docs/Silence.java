package io.millrace.examples.docs;

import java.time.Instant;

/**
 * A sensor was not heard of for some time.
 *
 * @param sensor which one
 * @param since the time of its last reading
 */
// tag::silence
public record Silence(String sensor, Instant since) {}
// end::silence
