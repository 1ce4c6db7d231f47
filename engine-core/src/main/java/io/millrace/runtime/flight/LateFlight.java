package io.millrace.runtime.flight;

import io.millrace.time.Clock;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timestamp;

/** Records events that an operator has dropped as late: at most once a second, all that came since the last time. Thread-safe. */
public final class LateFlight {

    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String job;
    private final String operator;
    private final Clock clock;

    private long untold;
    private long toldNanos;
    private boolean told;

    public LateFlight(String job, String operator, Clock clock) {
        this.job = job;
        this.operator = operator;
        this.clock = clock;
    }

    /** Some events of a batch were late. */
    public void dropped(long events, long watermark) {
        if (FlightRecorder.isInitialized() && Probe.EVENT.isEnabled()) {
            add(events, watermark);
        }
    }

    private synchronized void add(long events, long watermark) {
        untold += events;
        long now = clock.nanos();
        if (told && now - toldNanos < INTERVAL_NANOS) {
            return;
        }
        LateEvents event = new LateEvents();
        event.job = job;
        event.operator = operator;
        event.events = untold;
        event.watermark = watermark;
        event.commit();
        untold = 0;
        toldNanos = now;
        told = true;
    }

    /** Says whether anybody records, so that nothing is made while nobody does. */
    private static final class Probe {

        private static final LateEvents EVENT = new LateEvents();
    }

    /** Events came too late. */
    @Name("io.millrace.LateEvents")
    @Label("Late Events")
    @Description("Events that an operator has dropped as late since it was told last, at most once a second")
    @Category("Millrace")
    @StackTrace(false)
    static final class LateEvents extends Event {

        @Label("Job")
        String job;

        @Label("Operator")
        String operator;

        @Label("Events")
        long events;

        @Label("Watermark")
        @Description("The event time that they were behind")
        @Timestamp(Timestamp.MILLISECONDS_SINCE_EPOCH)
        long watermark;
    }
}
