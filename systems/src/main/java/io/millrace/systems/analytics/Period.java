package io.millrace.systems.analytics;

import io.millrace.window.WindowResult;
import java.util.List;

/**
 * All hits of a time.
 *
 * @param begin its first millisecond
 * @param of all hits together
 */
record Period(long begin, Totals of) {

    /**
     * All hits together.
     *
     * @param hits how many
     * @param failed how many of them did not come
     * @param took how long they took together, in milliseconds
     * @param top who has most of them, the first first
     */
    record Totals(long hits, long failed, long took, List<Share> top) {}

    static Period of(WindowResult<Long, Totals> window) {
        return new Period(window.key(), window.value());
    }

    int slot() {
        return AnalyticsPipeline.slot(begin);
    }
}
