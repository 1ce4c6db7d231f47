package io.millrace.benchmarks.compare;

/**
 * How many events a run reads. Slow systems read fewer.
 *
 * @param usual if that takes neither too long nor too short a time
 * @param most how many a fast system reads, so that its run is long enough
 */
record Amount(long usual, long most) {

    /** Neither more nor, if there is time, fewer. */
    static Amount of(long events) {
        return new Amount(events, events);
    }
}
