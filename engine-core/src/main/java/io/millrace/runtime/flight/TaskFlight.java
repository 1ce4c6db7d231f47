package io.millrace.runtime.flight;

import io.millrace.time.EventTime;
import java.util.function.Supplier;

/** What is told of a task: by its own thread, between and around its steps. */
public final class TaskFlight {

    private final String job;
    private final String task;
    private final SlowStep step = new SlowStep();
    private final Backpressure backpressure = new Backpressure();
    private final WatermarkStall stall = new WatermarkStall();
    private long rowsBefore;

    public TaskFlight(String job, String task) {
        this.job = job;
        this.task = task;
    }

    /** A step begins that no other task of the worker can do anything in. */
    public void stepBegins() {
        step.opens();
    }

    public void stepEnds() {
        if (step.closes()) {
            step.job = job;
            step.task = task;
            step.commit();
        }
    }

    /** Consumers have no room; the same in each step as long as that is so. */
    public void isBlocked(Supplier<String> consumers) {
        if (!backpressure.isOpen()) {
            backpressure.opens();
            if (backpressure.isOpen()) {
                backpressure.heldBy = consumers.get();
            }
        }
    }

    /** All consumers have room. */
    public void isFree() {
        if (backpressure.closes()) {
            backpressure.job = job;
            backpressure.task = task;
            backpressure.commit();
        }
    }

    /**
     * Event time has come to a watermark.
     *
     * @param rows how many have come so far
     */
    public void watermark(long watermark, long rows) {
        stallEnds(rows);
        if (watermark != EventTime.MAX) {
            stall.opens();
            stall.watermark = watermark;
            rowsBefore = rows;
        }
    }

    private void stallEnds(long rows) {
        if (stall.closes() && rows > rowsBefore) {
            stall.job = job;
            stall.task = task;
            stall.events = rows - rowsBefore;
            stall.commit();
        }
    }

    /** The task closes: what goes on until then is told. */
    public void close(long rows) {
        isFree();
        stallEnds(rows);
    }
}
