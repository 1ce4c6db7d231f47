package io.millrace.systems.common;

import io.millrace.time.SystemClock;
import java.time.Duration;

/** Times that others send. */
public final class SentTimes {

    private static final long AHEAD_AT_MOST = Duration.ofMinutes(1).toMillis();

    private SentTimes() {}

    /**
     * Whether a time has come, as far as clocks agree. One event from years to come would take event time there, and all that
     * follow would be late for good.
     *
     * @param millis epoch milliseconds
     * @return false where it is more than a minute ahead of the clock
     */
    public static boolean hasCome(long millis) {
        return millis <= SystemClock.INSTANCE.millis() + AHEAD_AT_MOST;
    }
}
