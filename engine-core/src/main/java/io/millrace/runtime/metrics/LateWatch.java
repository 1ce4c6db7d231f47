package io.millrace.runtime.metrics;

import io.millrace.runtime.flight.LateFlight;
import io.millrace.state.log.LimitedLog;
import io.millrace.time.EventTime;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Notices when an operator drops most of its events as late, and says so. Told by all its tasks, once per batch.
 * Thread-safe.
 */
public final class LateWatch {

    /** Fewer late events than these tell nothing. */
    private static final long FEWEST = 10;

    /** After so many events it begins anew: what was long ago does not count. */
    private static final long MOST = 10_000;

    private final String operator;
    private final LimitedLog log;
    private final LateFlight flight;
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong late = new AtomicLong();

    public LateWatch(String operator, LimitedLog log, LateFlight flight) {
        this.operator = operator;
        this.log = log;
        this.flight = flight;
    }

    /** Events have come; those that are put together before they come are counted there. */
    public void took(long events) {
        if (taken.addAndGet(events) > MOST) {
            taken.set(events);
            late.set(0);
        }
    }

    /** Some of those that have come were late. */
    public void dropped(long events, long watermark) {
        flight.dropped(events, watermark);
        long lost = late.addAndGet(events);
        long all = taken.get();
        if (lost >= FEWEST && lost > all / 2) {
            log.log(Level.WARNING, () -> text(lost, Math.max(all, lost), watermark));
        }
    }

    private String text(long lost, long all, long watermark) {
        return "most events come too late for window '" + operator + "': " + lost + " of the last " + all
                + "; the watermark is at " + EventTime.text(watermark)
                + ". If single events are far ahead of the others, put .maxAhead(Duration) on the watermarks; if the events"
                + " are more out of order than was assumed, give a greater bound, or .allowedLateness(...)";
    }
}
