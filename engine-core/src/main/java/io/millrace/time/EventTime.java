package io.millrace.time;

import io.millrace.state.time.Times;
import java.time.Duration;
import java.time.Instant;

/**
 * Arithmetic of event timestamps: {@code long} milliseconds since the epoch, negative ones included. Sums saturate at
 * the ends of the range, so that {@code end + lateness} never wraps around.
 */
public final class EventTime {

    /** The timestamp of an event that has none, and the watermark before the first one. */
    public static final long NONE = Long.MIN_VALUE;

    /** The watermark that says that event time is over: every window fires. */
    public static final long MAX = Long.MAX_VALUE;

    private EventTime() {}

    /**
     * Adds, saturating.
     *
     * @param timestamp a timestamp
     * @param millis what to add, may be negative
     * @return the sum, or the end of the range that it would have passed
     */
    public static long plus(long timestamp, long millis) {
        long sum = timestamp + millis;
        if (((timestamp ^ sum) & (millis ^ sum)) < 0) {
            return millis < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        return sum;
    }

    /**
     * Subtracts, saturating.
     *
     * @param timestamp a timestamp
     * @param millis what to subtract, may be negative
     * @return the difference, or the end of the range that it would have passed
     */
    public static long minus(long timestamp, long millis) {
        long difference = timestamp - millis;
        if (((timestamp ^ millis) & (timestamp ^ difference)) < 0) {
            return millis > 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        return difference;
    }

    /**
     * The timestamp of an instant.
     *
     * @param instant an instant, not null; finer parts than a millisecond are cut off
     * @return milliseconds since the epoch, saturated
     */
    public static long of(Instant instant) {
        return Times.millis(instant);
    }

    /**
     * The milliseconds of a duration, for use in event time.
     *
     * @param duration a duration, not null
     * @return its milliseconds, saturated
     */
    public static long millis(Duration duration) {
        return Times.millis(duration);
    }

    /**
     * A timestamp for people: ISO-8601, or a word for the ends of the range.
     *
     * @param timestamp a timestamp or watermark
     * @return its text
     */
    public static String text(long timestamp) {
        if (timestamp == NONE) {
            return "none";
        }
        return timestamp == MAX
                ? "end of time"
                : Instant.ofEpochMilli(timestamp).toString();
    }
}
