package io.millrace.window.operator;

import io.millrace.time.EventTime;
import java.time.Instant;

/** A session of a key: from its first event to a gap behind its last. */
final class Session<A> {

    long start;

    /** The last timestamp of the session, itself included. */
    long last;

    final A accumulator;

    /** Whether the end of the session, as it is now, has passed and been told. */
    boolean ended;

    /** The next session of the key. */
    Session<A> next;

    Session(long start, long last, A accumulator) {
        this.start = start;
        this.last = last;
        this.accumulator = accumulator;
    }

    /** Whether a stretch of time overlaps this session, or leaves no time between. */
    boolean touches(long otherStart, long otherLast) {
        return otherStart - 1 <= last && start - 1 <= otherLast;
    }

    void extend(long otherStart, long otherLast) {
        start = Math.min(start, otherStart);
        last = Math.max(last, otherLast);
    }

    Instant startTime() {
        return Instant.ofEpochMilli(start);
    }

    Instant endTime() {
        return Instant.ofEpochMilli(EventTime.plus(last, 1));
    }
}
