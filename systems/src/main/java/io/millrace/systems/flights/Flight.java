package io.millrace.systems.flights;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * A flight, as the files have it.
 *
 * @param date when it left
 * @param delay by how many minutes it was late; negative where it was early
 * @param distance in miles
 * @param origin the airport that it left
 * @param destination the one that it went to
 */
record Flight(LocalDateTime date, int delay, int distance, String origin, String destination) {

    /** Each airport has its own clock; days are those of that clock. */
    Instant time() {
        return date.toInstant(ZoneOffset.UTC);
    }

    /** As the Bureau of Transportation Statistics counts. */
    boolean isDelayed() {
        return delay >= 15;
    }
}
