package io.millrace.window.model;

import io.millrace.time.EventTime;
import java.math.BigInteger;

/**
 * A window without a key, by its first and its last timestamp. A window that holds no timestamp at all has its last one
 * before its first.
 */
record Span(long start, long last) {

    private static final BigInteger FIRST = BigInteger.valueOf(EventTime.NONE + 1);
    private static final BigInteger LAST = BigInteger.valueOf(EventTime.MAX);

    /** From start to end, not included; cut off at the ends of time. */
    static Span of(BigInteger start, BigInteger end) {
        return new Span(clamped(start), clamped(end.subtract(BigInteger.ONE)));
    }

    /** From a timestamp to a gap behind it. */
    static Span gap(long timestamp, long gap) {
        return told(timestamp, clamped(BigInteger.valueOf(timestamp).add(BigInteger.valueOf(gap))));
    }

    /** As an assigner tells it: a window that ends at the end of time holds that, too. */
    static Span told(long start, long end) {
        return new Span(start, end == EventTime.MAX ? end : end - 1);
    }

    static long clamped(BigInteger time) {
        return time.max(FIRST).min(LAST).longValueExact();
    }

    /** Whether the spans overlap, or leave no time between. */
    boolean touches(Span other) {
        return start <= EventTime.plus(other.last, 1) && other.start <= EventTime.plus(last, 1);
    }

    Span and(Span other) {
        return new Span(Math.min(start, other.start), Math.max(last, other.last));
    }

    long end() {
        return EventTime.plus(last, 1);
    }
}
