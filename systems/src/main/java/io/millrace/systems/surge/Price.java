package io.millrace.systems.surge;

/**
 * What rides cost in an area.
 *
 * @param area where
 * @param until the end of the minute that it was made of
 * @param requests how many there were
 * @param drivers how many were free
 * @param multiplier what prices are multiplied by, from 1
 */
record Price(Area area, long until, long requests, long drivers, double multiplier) {}
