package io.millrace.testing;

import io.millrace.state.time.Times;
import io.millrace.time.Clock;
import io.millrace.time.EventTime;
import java.time.Duration;
import java.time.Instant;

/** A clock that stands still until it is told to move. Not thread-safe: for tests on one thread. */
public final class ManualClock implements Clock {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private long startMillis;
    private long nanos;

    private ManualClock(long startMillis) {
        this.startMillis = startMillis;
    }

    /**
     * A clock that shows a time.
     *
     * @param start the time
     * @return the clock
     */
    public static ManualClock startingAt(Instant start) {
        return new ManualClock(Times.millis(start));
    }

    /**
     * Moves the clock.
     *
     * @param duration by how much, not negative; all of them together less than 292 years
     */
    public void advance(Duration duration) {
        checkAdvance(duration);
        nanos += Times.nanos(duration);
    }

    /** Refuses what cannot be advanced by, before anything happens. */
    void checkAdvance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("a clock does not go back; " + duration + " is negative");
        }
        if (Times.nanos(duration) >= Long.MAX_VALUE - nanos) {
            throw new IllegalArgumentException(
                    "a manual clock runs for 292 years at most, which " + duration + " more would be over");
        }
    }

    /**
     * Sets the time of day, as somebody does who corrects a clock: {@link #millis} jumps, {@link #nanos} does not.
     *
     * @param duration by how much, negative to set it back
     */
    public void jump(Duration duration) {
        startMillis = EventTime.plus(startMillis, Times.millis(duration));
    }

    @Override
    public long millis() {
        return EventTime.plus(startMillis, nanos / NANOS_PER_MILLI);
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public String toString() {
        return Instant.ofEpochMilli(millis()).toString();
    }
}
