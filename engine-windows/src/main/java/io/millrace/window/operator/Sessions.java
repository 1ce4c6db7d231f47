package io.millrace.window.operator;

import io.millrace.operator.Aggregate;
import io.millrace.time.EventTime;

/**
 * The sessions of a key in the order of time; none touches another. There are few: one, or as many as disorder and
 * lateness span.
 */
final class Sessions<A> {

    private Session<A> first;

    Session<A> first() {
        return first;
    }

    boolean isEmpty() {
        return first == null;
    }

    /**
     * Extends the session that a stretch of time touches; when there are several they become one. Accumulators are
     * merged in the order of time.
     *
     * @return the session, or null when there is none
     */
    Session<A> absorb(long start, long last, Aggregate<?, A, ?> aggregate) throws Exception {
        Session<A> session = first;
        while (session != null && !session.touches(start, last)) {
            session = session.next;
        }
        if (session == null) {
            return null;
        }
        session.extend(start, last);
        while (session.next != null && session.next.touches(start, last)) {
            mergeNext(session, aggregate);
        }
        return session;
    }

    private void mergeNext(Session<A> session, Aggregate<?, A, ?> aggregate) throws Exception {
        Session<A> other = session.next;
        aggregate.merge(session.accumulator, other.accumulator);
        session.extend(other.start, other.last);
        session.next = other.next;
    }

    /** Adds a session that touches no other. */
    void add(Session<A> session) {
        Session<A> previous = null;
        for (Session<A> s = first; s != null && s.start < session.start; s = s.next) {
            previous = s;
        }
        if (previous == null) {
            session.next = first;
            first = session;
        } else {
            session.next = previous.next;
            previous.next = session;
        }
    }

    /** Drops the sessions whose last timestamp, and the lateness, are up: they are at the head. */
    void expire(long watermark, long lateness) {
        while (first != null && EventTime.plus(first.last, lateness) <= watermark) {
            first = first.next;
        }
    }
}
