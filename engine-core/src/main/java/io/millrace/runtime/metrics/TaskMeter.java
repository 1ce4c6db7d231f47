package io.millrace.runtime.metrics;

import io.millrace.runtime.flight.TaskFlight;
import io.millrace.runtime.metrics.MetricSet.Count;
import io.millrace.state.log.LimitedLog;
import io.millrace.time.Clock;
import io.millrace.time.EventTime;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Measures one task: rows, watermark, and where its time goes. The clock is read twice a step, never per event. Written
 * by the task, read by anyone.
 */
public final class TaskMeter {

    /** No reading of a clock. */
    public static final long NEVER = Long.MIN_VALUE;

    private static final long LONG_STEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String task;
    private final int subtask;
    private final List<String> nodes = new ArrayList<>();
    private final List<MetricSet> operators = new ArrayList<>();
    private final Clock clock;
    private final LimitedLog warnings;
    private final boolean mayBlock;
    private final Supplier<String> remedy;
    private final TaskFlight flight;
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
    public TaskMeter(
            String task,
            int subtask,
            Clock clock,
            LimitedLog warnings,
            boolean mayBlock,
            Supplier<String> remedy,
            TaskFlight flight) {
        this.task = task;
        this.subtask = subtask;
        this.clock = clock;
        this.warnings = warnings;
        this.mayBlock = mayBlock;
        this.remedy = remedy;
        this.flight = flight;
        watermark.set(EventTime.NONE);
    }

    /** Adds what an operator of the task measures, or its reader; before the job starts. */
    public void add(MetricSet metrics) {
        operators.add(metrics);
    }

    /** A node of the plan runs in the task, by its label; before the job starts. */
    public void runs(String node) {
        nodes.add(node);
    }

    public List<String> nodes() {
        return nodes;
    }

    public String task() {
        return task;
    }

    public int subtask() {
        return subtask;
    }

    public List<MetricSet> operators() {
        return operators;
    }

    public void start() {
        last = clock.nanos();
    }

    /** A step begins: what passed since the last one was spent waiting, for input or for a consumer. */
    public void stepBegins() {
        (blocked ? blockedNanos : idleNanos).add(lap());
        if (!mayBlock) {
            flight.stepBegins();
        }
    }

    /** When the step began, once it has. */
    public long stepBegan() {
        return last;
    }

    public void stepBlocked() {
        if (!blocked) {
            blocked = true;
            blockedSince = last;
        }
    }

    /** The same, by consumers that have no room. */
    public void stepBlockedBy(Supplier<String> consumers) {
        stepBlocked();
        flight.isBlocked(consumers);
    }

    /** All consumers have room. */
    public void stepHasRoom() {
        flight.isFree();
    }

    public boolean isBlocked() {
        return blocked;
    }

    /** The input was asked in vain: whatever else the step did, it was waiting. */
    public void foundNothing() {
        foundNothing = true;
    }

    /** Logs what is wrong with the task, at most so often. */
    public void warn(String text) {
        warnings.log(Level.WARNING, () -> text);
    }

    public void stepEnds(boolean worked) {
        blocked = false;
        long nanos = lap();
        (worked && !foundNothing ? busyNanos : idleNanos).add(nanos);
        foundNothing = false;
        flight.stepEnds();
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
    public long unblockedNanos() {
        return clock.nanos() - blockedNanos.value();
    }

    /** A clock that ran only while the task waited for input; as of the beginning of the step. */
    public long waitedNanos() {
        return idleNanos.value();
    }

    public void watermark(long timestamp) {
        watermark.set(timestamp);
        flight.watermark(timestamp, rowsIn.value());
    }

    /** The task closes. */
    public void close() {
        flight.close(rowsIn.value());
    }

    public void rowsIn(int rows) {
        rowsIn.add(rows);
        rowsSince = last;
    }

    /** When the step began that took in rows last, or {@link #NEVER}. */
    public long rowsSince() {
        return rowsSince;
    }

    /** When the task began to be held back, or {@link #NEVER}. */
    public long blockedSince() {
        return blocked ? blockedSince : NEVER;
    }

    public Count rowsIn() {
        return rowsIn;
    }

    public Count rowsOut() {
        return rowsOut;
    }

    public long busy() {
        return busyNanos.value();
    }

    public long idle() {
        return idleNanos.value();
    }

    public long blockedFor() {
        return blockedNanos.value();
    }

    public long watermark() {
        return watermark.value();
    }
}
