package io.millrace.state.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Durations and instants as numbers. Whatever is out of the range of a {@code long} becomes the end of the range, so that
 * no duration, however long, is an error.
 */
public final class Times {

    /** The longest wait on a clock of nanoseconds, whose times are compared by subtraction: 146 years. */
    private static final long LONGEST_WAIT = Long.MAX_VALUE / 2;

    private Times() {}

    /**
     * The nanoseconds of a duration.
     *
     * @param duration not null
     * @return nanoseconds, saturated
     */
    public static long nanos(Duration duration) {
        return TimeUnit.NANOSECONDS.convert(duration);
    }

    /**
     * The milliseconds of a duration; finer parts are cut off.
     *
     * @param duration not null
     * @return milliseconds, saturated
     */
    public static long millis(Duration duration) {
        return isWithin(duration.toSeconds()) ? duration.toMillis() : end(duration.toSeconds());
    }

    /**
     * An instant as milliseconds since the epoch; finer parts are cut off.
     *
     * @param instant not null
     * @return epoch milliseconds, saturated
     */
    public static long millis(Instant instant) {
        return isWithin(instant.getEpochSecond()) ? instant.toEpochMilli() : end(instant.getEpochSecond());
    }

    /**
     * When a wait is over.
     *
     * @param now a time of a clock of nanoseconds
     * @param duration how long to wait, not null; at most 146 years are waited
     * @return a time of that clock, to be compared by subtraction
     */
    public static long after(long now, Duration duration) {
        return now + Math.max(-LONGEST_WAIT, Math.min(LONGEST_WAIT, nanos(duration)));
    }

    private static boolean isWithin(long seconds) {
        return seconds > Long.MIN_VALUE / 1_000 && seconds < Long.MAX_VALUE / 1_000;
    }

    private static long end(long seconds) {
        return seconds < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
}
