package io.millrace.runtime.task;

import io.millrace.time.Clock;
import io.millrace.time.EventTime;

/**
 * The time of day as operators see it: it follows a clock that is set forward; when the clock is set back it does neither go
 * back nor stand still, but runs on as fast as time passes. Confined to a thread.
 */
public final class ProcessingTime {

    private final Clock clock;
    private final long startNanos;

    /** What the time of day was when the measuring of time began, as the furthest that the clock has been says. */
    private long startMillis;

    /** Begins with the time of the clock. */
    public ProcessingTime(Clock clock) {
        this.clock = clock;
        startNanos = clock.nanos();
        startMillis = clock.millis();
    }

    /** The clock that it goes by. */
    public Clock clock() {
        return clock;
    }

    /** Epoch milliseconds; never less than before. */
    public long millis() {
        return millis(clock.nanos());
    }

    /** The same, for who has just read {@link Clock#nanos}. */
    public long millis(long nanos) {
        long passed = (nanos - startNanos) / WakeUp.NANOS_PER_MILLI;
        startMillis = Math.max(startMillis, EventTime.minus(clock.millis(), passed));
        return EventTime.plus(startMillis, passed);
    }
}
