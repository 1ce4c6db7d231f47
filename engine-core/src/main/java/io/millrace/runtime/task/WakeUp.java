package io.millrace.runtime.task;

import io.millrace.runtime.schedule.Unit;
import io.millrace.time.EventTime;

/**
 * When to be called next: at a time of day, at a time of {@link io.millrace.time.Clock#nanos}, or at both. The earliest of
 * each kind counts.
 */
public final class WakeUp {

    static final long NANOS_PER_MILLI = 1_000_000;
    private static final long NEVER = Long.MAX_VALUE;

    private long millis = NEVER;
    private long nanos;
    private boolean timed;

    /** Asks for a call at a time of day. */
    public void atMillis(long epochMillis) {
        millis = Math.min(millis, epochMillis);
    }

    /** Asks for a call at a time that durations are measured by. */
    public void atNanos(long newNanos) {
        if (!timed || newNanos - nanos < 0) {
            timed = true;
            nanos = newNanos;
        }
    }

    /** Asks for what another asks for. */
    void at(WakeUp other) {
        atMillis(other.millis);
        if (other.timed) {
            atNanos(other.nanos);
        }
    }

    /** Whether nothing has been asked for. */
    public boolean isNever() {
        return millis == NEVER && !timed;
    }

    /** Forgets all that has been asked for. */
    public void clear() {
        millis = NEVER;
        timed = false;
    }

    /** Whether a time has come; it is forgotten then. */
    public boolean take(long nowMillis, long nowNanos) {
        boolean due = false;
        if (millis <= nowMillis && millis != NEVER) {
            millis = NEVER;
            due = true;
        }
        if (timed && nanos - nowNanos <= 0) {
            timed = false;
            due = true;
        }
        return due;
    }

    /** Nanoseconds until the first time, 0 when it has come, {@link Unit#NO_DEADLINE} when there is none. */
    public long nanosLeft(long nowMillis, long nowNanos) {
        long left = millis == NEVER ? Unit.NO_DEADLINE : nanosOf(Math.max(0, EventTime.minus(millis, nowMillis)));
        return Math.max(0, timed ? Math.min(left, nanos - nowNanos) : left);
    }

    private static long nanosOf(long durationMillis) {
        return durationMillis > NEVER / NANOS_PER_MILLI ? NEVER : durationMillis * NANOS_PER_MILLI;
    }
}
