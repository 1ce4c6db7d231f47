package io.millrace.systems.surge;

/**
 * Where a driver is who is free.
 *
 * @param area where
 * @param driver who
 * @param millis when
 */
record Position(Area area, String driver, long millis) {}
