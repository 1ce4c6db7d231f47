package io.millrace.runtime.flight;

import io.millrace.state.log.SafeText;
import io.millrace.state.time.Times;
import java.time.Duration;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** Records what becomes of a job as a whole in JDK Flight Recorder. Thread-safe. */
public final class JobFlight {

    private JobFlight() {}

    /**
     * Another attempt follows.
     *
     * @param attempt which one in a row
     * @param cause what the one before failed with
     */
    public static void restarts(String job, int attempt, Duration delay, Throwable cause) {
        if (!FlightRecorder.isInitialized()) {
            return;
        }
        Restarted event = new Restarted();
        if (event.isEnabled()) {
            event.job = job;
            event.attempt = attempt;
            event.delay = Times.nanos(delay);
            event.cause = SafeText.of(cause);
            event.commit();
        }
    }

    /** A job is started again. */
    @Name("io.millrace.Restart")
    @Label("Restart")
    @Description("A job has failed and is started again")
    @Category("Millrace")
    @StackTrace(false)
    static final class Restarted extends Event {

        @Label("Job")
        String job;

        @Label("Attempt")
        @Description("Which one in a row it is that follows, from 2")
        int attempt;

        @Label("Delay")
        @Description("How long it is waited before that")
        @Timespan(Timespan.NANOSECONDS)
        long delay;

        @Label("Cause")
        String cause;
    }
}
