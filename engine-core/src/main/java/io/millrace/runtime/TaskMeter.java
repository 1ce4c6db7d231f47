package io.millrace.runtime;

import io.millrace.runtime.MetricSet.Count;
import io.millrace.state.log.LimitedLog;
import io.millrace.time.Clock;
import io.millrace.time.EventTime;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Measures one task: rows, watermark, and where its time goes. The clock is read twice a step, never per event. Written
 * by the task, read by anyone.
 */
final class TaskMeter {

    /** No reading of a clock. */
    static final long NEVER = Long.MIN_VALUE;

    private static final long LONG_STEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String task;
    private final Clock clock;
    private final LimitedLog warnings;
    private final boolean mayBlock;
    private final Supplier<String> remedy;
    private final Count rowsIn = new Count();
    private final Count rowsOut = new Count();
    private final Count busyNanos = new Count();
    private final Count idleNanos = new Count();
    private final Count blockedNanos = new Count();
    private final Count watermark = new Count();
    private long last;
    private boolean blocked;
    private boolean foundNothing;
    private long blockedSince;
    private long rowsSince = NEVER;

    /**
     * A meter of a task.
     *
     * @param remedy what to do about a step that is long
     */
    TaskMeter(String task, Clock clock, LimitedLog warnings, boolean mayBlock, Supplier<String> remedy) {
        this.task = task;
        this.clock = clock;
        this.warnings = warnings;
        this.mayBlock = mayBlock;
        this.remedy = remedy;
        watermark.set(EventTime.NONE);
    }

    void start() {
        last = clock.nanos();
    }

    /** A step begins: what passed since the last one was spent waiting, for input or for a consumer. */
    void stepBegins() {
        (blocked ? blockedNanos : idleNanos).add(lap());
    }

    /** When the step began, once it has. */
    long stepBegan() {
        return last;
    }

    void stepBlocked() {
        if (!blocked) {
            blocked = true;
            blockedSince = last;
        }
    }

    boolean isBlocked() {
        return blocked;
    }

    /** The input was asked in vain: whatever else the step did, it was waiting. */
    void foundNothing() {
        foundNothing = true;
    }

    void stepEnds(boolean worked) {
        blocked = false;
        long nanos = lap();
        (worked && !foundNothing ? busyNanos : idleNanos).add(nanos);
        foundNothing = false;
        if (!mayBlock && nanos > LONG_STEP_NANOS) {
            warnings.log(
                    Level.WARNING,
                    () -> "a step of task " + task + " took " + TimeUnit.NANOSECONDS.toMillis(nanos)
                            + " ms, in which its worker could do nothing else: a function in it blocks or computes for"
                            + " long; " + remedy.get());
        }
    }

    private long lap() {
        long now = clock.nanos();
        long nanos = now - last;
        last = now;
        return nanos;
    }

    /** A clock that stood still while the task was blocked. */
    long unblockedNanos() {
        return clock.nanos() - blockedNanos.value();
    }

    /** A clock that ran only while the task waited for input; as of the beginning of the step. */
    long waitedNanos() {
        return idleNanos.value();
    }

    void watermark(long timestamp) {
        watermark.set(timestamp);
    }

    void rowsIn(int rows) {
        rowsIn.add(rows);
        rowsSince = last;
    }

    /** When the step began that took in rows last, or {@link #NEVER}. */
    long rowsSince() {
        return rowsSince;
    }

    /** When the task began to be held back, or {@link #NEVER}. */
    long blockedSince() {
        return blocked ? blockedSince : NEVER;
    }

    Count rowsIn() {
        return rowsIn;
    }

    Count rowsOut() {
        return rowsOut;
    }

    long busy() {
        return busyNanos.value();
    }

    long idle() {
        return idleNanos.value();
    }

    long blockedFor() {
        return blockedNanos.value();
    }

    long watermark() {
        return watermark.value();
    }
}
