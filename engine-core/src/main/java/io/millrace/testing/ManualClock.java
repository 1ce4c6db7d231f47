package io.millrace.testing;

import io.millrace.time.Clock;
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
        return new ManualClock(start.toEpochMilli());
    }

    /**
     * Moves the clock.
     *
     * @param duration by how much, not negative
     */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("a clock does not go back; " + duration + " is negative");
        }
        nanos += duration.toNanos();
    }

    /**
     * Sets the time of day, as somebody does who corrects a clock: {@link #millis} jumps, {@link #nanos} does not.
     *
     * @param duration by how much, negative to set it back
     */
    public void jump(Duration duration) {
        startMillis += duration.toMillis();
    }

    @Override
    public long millis() {
        return startMillis + nanos / NANOS_PER_MILLI;
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
