package io.millrace.runtime.flight;

import io.millrace.time.Clock;
import java.util.concurrent.TimeUnit;

/** Samples what an operator has dropped as late: told at most once a second, of all that came since. Thread-safe. */
public final class LateFlight {

    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String job;
    private final String operator;
    private final Clock clock;

    /** Says whether anybody records, so that nothing is made while nobody does. */
    private final LateEvents probe = new LateEvents();

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
        if (probe.isEnabled()) {
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
}
