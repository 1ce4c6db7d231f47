package io.millrace.examples.docs;

import java.time.Instant;
import java.util.List;

/**
 * A sensor that was too hot.
 *
 * @param sensor the sensor
 * @param since the first reading that was too hot
 * @param average the average of the day
 * @param readings all readings that were too hot
 */
public record Incident(String sensor, Instant since, double average, List<Reading> readings) {}
