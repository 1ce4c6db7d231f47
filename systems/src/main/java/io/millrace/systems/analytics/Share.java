package io.millrace.systems.analytics;

import io.millrace.window.WindowResult;

/**
 * What a country, or a page, has of the hits of a time.
 *
 * @param name which one
 * @param begin the first millisecond of that time
 * @param hits how many
 * @param failed how many of them did not come
 * @param took how long they took together, in milliseconds
 */
record Share(String name, long begin, long hits, long failed, long took) {

    /** Hits of a window. */
    record Load(long hits, long failed, long took) {}

    static Share of(WindowResult<String, Load> window) {
        Load load = window.value();
        return new Share(window.key(), window.start().toEpochMilli(), load.hits(), load.failed(), load.took());
    }
}
