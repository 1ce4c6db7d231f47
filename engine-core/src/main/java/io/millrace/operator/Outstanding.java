package io.millrace.operator;

/**
 * What an operator with windows has in store for a key: the answer to {@link Operator#outstanding}. Times are epoch
 * milliseconds of event time; the end of a window is exclusive.
 */
public sealed interface Outstanding {

    /**
     * Whether a result is certain to come by time alone. Of several windows of a key the earliest that is so is told, or
     * else the latest.
     *
     * @return whether time brings it
     */
    default boolean isDue() {
        return false;
    }

    /** No event of the key is kept. */
    record Nothing() implements Outstanding {}

    /**
     * A window whose result comes when the watermark has come so far.
     *
     * @param start the start of the window
     * @param end its end
     * @param neededWatermark the watermark at which it fires
     */
    record AtWatermark(long start, long end, long neededWatermark) implements Outstanding {
        @Override
        public boolean isDue() {
            return true;
        }
    }

    /**
     * A window whose result comes at a time of the clock.
     *
     * @param start the start of the window
     * @param end its end
     * @param due when it fires
     */
    record AtClock(long start, long end, long due) implements Outstanding {
        @Override
        public boolean isDue() {
            return true;
        }
    }

    /**
     * A window whose result comes with an event.
     *
     * @param start the start of the window
     * @param end its end
     * @param event what event it waits for, in words that follow "it waits for", such as "2 more events"
     */
    record WithEvent(long start, long end, String event) implements Outstanding {}

    /**
     * All that was to be told has been told; the window is kept for events that come late, or so as not to tell it
     * twice.
     *
     * @param start the start of the last window that is kept
     * @param end its end
     * @param expiry the watermark at which it is dropped
     */
    record Fired(long start, long end, long expiry) implements Outstanding {}
}
