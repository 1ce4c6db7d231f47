package io.millrace.systems.surge;

/**
 * Somebody wants a ride.
 *
 * @param area where
 * @param millis when
 */
record RideRequest(Area area, long millis) {}
