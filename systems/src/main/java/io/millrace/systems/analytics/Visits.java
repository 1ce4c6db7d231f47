package io.millrace.systems.analytics;

import io.millrace.window.WindowResult;

/**
 * The visits that ended within a second.
 *
 * @param begin its first millisecond
 * @param of all of them together
 */
record Visits(long begin, Totals of) {

    /**
     * All of them together.
     *
     * @param visits how many
     * @param hits how many hits they had
     * @param millis how long they took
     */
    record Totals(long visits, long hits, long millis) {}

    /**
     * One that has ended: nothing was seen of its visitor for a while.
     *
     * @param second the first millisecond of the second in which it ended
     * @param hits how many hits it had
     * @param millis how long it took
     */
    record Visit(long second, long hits, long millis) {

        static Visit of(WindowResult<Long, Long> session) {
            long end = session.end().toEpochMilli();
            long last = end - AnalyticsPipeline.PAUSE.toMillis();
            return new Visit(
                    AnalyticsPipeline.second(end - 1),
                    session.value(),
                    last - session.start().toEpochMilli());
        }
    }

    static Visits of(WindowResult<Long, Totals> window) {
        return new Visits(window.key(), window.value());
    }

    int slot() {
        return AnalyticsPipeline.slot(begin);
    }
}
