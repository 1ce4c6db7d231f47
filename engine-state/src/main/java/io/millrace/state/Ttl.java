package io.millrace.state;

import io.millrace.state.time.Times;
import java.io.Serializable;
import java.time.Duration;

/**
 * How long the state of a key lives after it was last written: a value, or a list, map or accumulator as a whole. From
 * then on it is never returned, and it leaves memory and snapshots without being touched again. Immutable.
 *
 * <p>What is remembered with the state is when it was last used, not when it ends: a new version of the program may
 * shorten or lengthen the time, also for what a snapshot holds.
 */
public final class Ttl implements Serializable {
    private static final long serialVersionUID = 1;

    /** What time is measured by. */
    public enum Domain {
        /** By the timestamps of events and the watermark. */
        EVENT_TIME,

        /** By the clock. */
        PROCESSING_TIME
    }

    private final Domain domain;
    private final long millis;
    private final boolean refreshedOnRead;

    private Ttl(Domain domain, long millis, boolean refreshedOnRead) {
        this.domain = domain;
        this.millis = millis;
        this.refreshedOnRead = refreshedOnRead;
    }

    /**
     * In event time. Written at a time - that of the event or timer at hand, or the watermark where that is later - the
     * state expires when the watermark reaches this time plus the duration. At the end of a bounded stream all of it
     * expires.
     *
     * @param duration at least a millisecond; finer parts are cut off
     */
    public static Ttl eventTime(Duration duration) {
        return new Ttl(Domain.EVENT_TIME, millisOf(duration), false);
    }

    /**
     * In processing time, which is read once for a batch of events. A clock that is set back never revives what has
     * expired.
     *
     * @param duration at least a millisecond; finer parts are cut off
     */
    public static Ttl processingTime(Duration duration) {
        return new Ttl(Domain.PROCESSING_TIME, millisOf(duration), false);
    }

    /** The same, with reading counting as use, too. */
    public Ttl refreshedOnRead() {
        return new Ttl(domain, millis, true);
    }

    /** What the time is measured by. */
    public Domain domain() {
        return domain;
    }

    /** How long the state lives, in milliseconds, at least 1. */
    public long millis() {
        return millis;
    }

    /** Whether reading counts as use. */
    public boolean isRefreshedOnRead() {
        return refreshedOnRead;
    }

    /** When what was last used at a time expires: saturates at the end of time. */
    long expiryOf(long lastUse) {
        return lastUse > Long.MAX_VALUE - millis ? Long.MAX_VALUE : lastUse + millis;
    }

    private static long millisOf(Duration duration) {
        if (duration == null || duration.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException(
                    "A Ttl of " + duration + ": give at least a millisecond, or none for state that lives for ever");
        }
        return Times.millis(duration);
    }

    @Override
    public String toString() {
        return Duration.ofMillis(millis) + " in " + (domain == Domain.EVENT_TIME ? "event" : "processing") + " time"
                + (refreshedOnRead ? ", refreshed on read" : "");
    }
}
