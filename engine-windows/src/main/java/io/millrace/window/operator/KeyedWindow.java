package io.millrace.window.operator;

import io.millrace.time.EventTime;
import java.time.Instant;

/** A window of one key. */
final class KeyedWindow<A> {

    long start;

    /** The last timestamp of the window, itself included. */
    long last;

    final A accumulator;

    /** Whether the end of the window, as it is now, has passed and been told. */
    boolean ended;

    /** How many results the window has emitted. */
    int emitted;

    /** The next window of the key. */
    KeyedWindow<A> next;

    KeyedWindow(long start, long last, A accumulator) {
        this.start = start;
        this.last = last;
        this.accumulator = accumulator;
    }

    boolean is(long otherStart, long otherLast) {
        return last == otherLast && start == otherStart;
    }

    boolean isBefore(long otherStart, long otherLast) {
        return last < otherLast || (last == otherLast && start < otherStart);
    }

    /** Whether a stretch of time overlaps this window, or leaves no time between. */
    boolean touches(long otherStart, long otherLast) {
        return otherStart <= EventTime.plus(last, 1) && start <= EventTime.plus(otherLast, 1);
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
