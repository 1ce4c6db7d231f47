package io.millrace.window.operator;

import io.millrace.operator.OperatorContext;
import io.millrace.state.table.GroupProgress;
import io.millrace.time.EventTime;

/**
 * The clock of triggers in windows of event time. It shows the time of day when it begins, and from then on measures how
 * much time has passed, so that an interval is as long as it says whatever the time of day is set to. After a restore it is
 * at least where it was.
 */
final class TriggerClock {

    private static final long NANOS_PER_MILLI = 1_000_000;

    /** Half the range of the clock, which is compared by subtraction. */
    private static final long LONGEST_MILLIS = Long.MAX_VALUE / 2 / NANOS_PER_MILLI;

    private final OperatorContext context;
    private final GroupProgress shown;
    private final long startNanos;
    private long startMillis;

    TriggerClock(OperatorContext context) {
        this.context = context;
        shown = context.keyedState().progress("clock");
        startNanos = context.clock().nanos();
        startMillis = context.processingTime();
    }

    void restored() {
        startMillis = Math.max(startMillis, shown.highest());
    }

    /** Epoch milliseconds; part of snapshots from when it was looked at. */
    long millis() {
        long now = peek();
        shown.advance(now);
        return now;
    }

    /** Asks for a call at a time that it will show. */
    void wakeAt(long due) {
        long left = Math.min(LONGEST_MILLIS, EventTime.minus(due, startMillis));
        context.wakeAtNanos(startNanos + Math.max(0, left) * NANOS_PER_MILLI);
    }

    /** What the time of day will be then, unless it is set. */
    long timeOfDay(long due) {
        return EventTime.plus(context.processingTime(), EventTime.minus(due, peek()));
    }

    private long peek() {
        return EventTime.plus(startMillis, (context.clock().nanos() - startNanos) / NANOS_PER_MILLI);
    }
}
