package io.millrace.call;

import io.millrace.operator.DeadLetter;

/** An event that waits for an answer, or for its turn to be told. Kept by {@link InFlight}, and used again for others. */
final class Slot<T> extends Chain.Link<Slot<T>> {

    private T event;
    private long timestamp;
    private int hash;

    /** How far event time was when the event came. */
    private long watermark;

    private boolean done;

    /** What is emitted, null for nothing. */
    private Object result;

    /** What is told in place of a result, or null. */
    private DeadLetter letter;

    /** Whether nobody is ahead whom the result must not overtake. */
    private boolean first;

    /** Who waits for this one to be emitted, or null. */
    private Slot<T> follower;

    /** The next that can be emitted, or that waits for the same answer, or that is free. */
    private Slot<T> next;

    void begin(T newEvent, long newTimestamp, int newHash, long newWatermark) {
        event = newEvent;
        timestamp = newTimestamp;
        hash = newHash;
        watermark = newWatermark;
    }

    void end() {
        event = null;
        result = null;
        letter = null;
        done = false;
        first = false;
        follower = null;
    }

    void done(Object newResult, DeadLetter newLetter) {
        done = true;
        result = newResult;
        letter = newLetter;
    }

    T event() {
        return event;
    }

    long timestamp() {
        return timestamp;
    }

    int hash() {
        return hash;
    }

    long watermark() {
        return watermark;
    }

    boolean isDone() {
        return done;
    }

    Object result() {
        return result;
    }

    DeadLetter letter() {
        return letter;
    }

    boolean isFirst() {
        return first;
    }

    void first() {
        first = true;
    }

    Slot<T> follower() {
        return follower;
    }

    void follower(Slot<T> slot) {
        follower = slot;
    }

    Slot<T> next() {
        return next;
    }

    void next(Slot<T> slot) {
        next = slot;
    }
}
