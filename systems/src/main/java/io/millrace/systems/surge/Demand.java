package io.millrace.systems.surge;

/**
 * What met in an area within a minute.
 *
 * @param requests how many there were
 * @param drivers how many were free
 */
record Demand(long requests, long drivers) {

    double perDriver() {
        return (double) requests / Math.max(1, drivers);
    }
}
