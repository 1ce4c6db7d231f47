package io.millrace.runtime.flight;

import io.millrace.time.EventTime;
import java.util.function.Supplier;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import jdk.jfr.Timestamp;

/** Records what a task does in JDK Flight Recorder. Called by the thread of the task, between and around its steps. */
public final class TaskFlight {

    private final String job;
    private final String task;
    private Episodes episodes;
    private long rowsBefore;

    public TaskFlight(String job, String task) {
        this.job = job;
        this.task = task;
    }

    private boolean isWatched() {
        if (episodes == null && FlightRecorder.isInitialized()) {
            episodes = new Episodes();
        }
        return episodes != null;
    }

    /** A step begins that no other task of the worker can do anything in. */
    public void stepBegins() {
        if (isWatched()) {
            episodes.step.opens();
        }
    }

    /** A step has ended. */
    public void stepEnds() {
        if (episodes != null && episodes.step.closes()) {
            SlowStep step = episodes.step;
            step.job = job;
            step.task = task;
            step.commit();
        }
    }

    /** Consumers have no room; the same in each step as long as that is so. */
    public void isBlocked(Supplier<String> consumers) {
        if (isWatched() && !episodes.backpressure.isOpen()) {
            episodes.backpressure.opens();
            if (episodes.backpressure.isOpen()) {
                episodes.backpressure.heldBy = consumers.get();
            }
        }
    }

    /** All consumers have room. */
    public void isFree() {
        if (episodes != null && episodes.backpressure.closes()) {
            Backpressure backpressure = episodes.backpressure;
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
        if (isWatched()) {
            stallEnds(rows);
            if (watermark != EventTime.MAX) {
                episodes.stall.opens();
                episodes.stall.watermark = watermark;
                rowsBefore = rows;
            }
        }
    }

    private void stallEnds(long rows) {
        WatermarkStall stall = episodes.stall;
        if (stall.closes() && rows > rowsBefore) {
            stall.job = job;
            stall.task = task;
            stall.events = rows - rowsBefore;
            stall.commit();
        }
    }

    /** The task closes: what has lasted until then is recorded. */
    public void close(long rows) {
        if (episodes != null) {
            isFree();
            stallEnds(rows);
        }
    }

    /** Made when there is a recorder: without one their classes, and those of the JDK behind them, would take long to load. */
    private static final class Episodes {

        private final SlowStep step = new SlowStep();
        private final Backpressure backpressure = new Backpressure();
        private final WatermarkStall stall = new WatermarkStall();
    }

    /**
     * Something that lasts: recorded when it is over, if it has lasted as long as the recording asks for. One thread uses the same
     * object again and again, so that nothing is allocated while nothing is recorded.
     */
    abstract static class Episode extends Event {

        private transient boolean open;

        /** It begins, unless nobody records. */
        final void opens() {
            if (isEnabled()) {
                begin();
                open = true;
            }
        }

        final boolean isOpen() {
            return open;
        }

        /** It is over, if it had begun; returns whether it is to be filled in and committed. */
        final boolean closes() {
            if (!open) {
                return false;
            }
            open = false;
            end();
            return shouldCommit();
        }
    }

    /** A step of a task that took long. */
    @Name("io.millrace.SlowStep")
    @Label("Slow Step")
    @Description("A step of a task in which its worker could do nothing else")
    @Category("Millrace")
    @Threshold("20 ms")
    @StackTrace(false)
    static final class SlowStep extends Episode {

        @Label("Job")
        String job;

        @Label("Task")
        String task;
    }

    /** A task was held back. */
    @Name("io.millrace.Backpressure")
    @Label("Backpressure")
    @Description("A task was held back by consumers, from when one had no room until all had")
    @Category("Millrace")
    @Threshold("100 ms")
    @StackTrace(false)
    static final class Backpressure extends Episode {

        @Label("Job")
        String job;

        @Label("Task")
        String task;

        @Label("Held By")
        @Description("The tasks that had no room when it began")
        String heldBy;
    }

    /** Event time stood still. */
    @Name("io.millrace.WatermarkStall")
    @Label("Watermark Stall")
    @Description("Events came to a task, and its event time stood still")
    @Category("Millrace")
    @Threshold("10 s")
    @StackTrace(false)
    static final class WatermarkStall extends Episode {

        @Label("Job")
        String job;

        @Label("Task")
        String task;

        @Label("Watermark")
        @Description("The event time at which it stood")
        @Timestamp(Timestamp.MILLISECONDS_SINCE_EPOCH)
        long watermark;

        @Label("Events")
        @Description("How many came meanwhile")
        long events;
    }
}
