package io.millrace.window.operator;

import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.state.table.Slice;
import io.millrace.state.table.TimerQueue;
import io.millrace.time.EventTime;

/**
 * Windows of activity, per key. A key has one timer, which is set when a session begins and is not moved while it
 * grows: when it comes too early it is set again.
 */
public final class SessionWindowOperator<K, T, A, R, O> extends WindowOperator<K, T, A, R, O> {

    private static final int TIMERS_PER_STEP = 1024;

    private final long gap;
    Slice<K, Sessions<A>> sessionsOfKeys;
    TimerQueue<K> timers;
    private long watermark = EventTime.NONE;

    /**
     * An operator for one task.
     *
     * @param gap the silence that ends a session, in milliseconds, at least 1
     */
    public SessionWindowOperator(long gap, WindowLogic<K, T, A, R, O> logic) {
        super(logic);
        this.gap = gap;
    }

    @Override
    public void open(OperatorContext operatorContext) {
        super.open(operatorContext);
        sessionsOfKeys = operatorContext
                .<K>keyedState()
                .<Sessions<A>>table("sessions", false)
                .slice(0);
        timers = operatorContext.<K>keyedState().timers("ends");
    }

    @Override
    boolean process(T event, int hash, long timestamp, Output<O> out) throws Exception {
        if (timestamp == EventTime.NONE) {
            throw withoutTimestamp();
        }
        if (emitsWhileProcessing() && !out.hasRoom()) {
            return false;
        }
        K key = keyOf(event);
        Session<A> session = sessionFor(key, hash, timestamp);
        if (session == null) {
            late(event, timestamp);
            return true;
        }
        aggregate.add(session.accumulator, event, timestamp);
        if (emitsPerEvent()) {
            emitUpdate(key, session, out);
        } else {
            updateEnd(key, hash, session, out);
        }
        return true;
    }

    private boolean emitsWhileProcessing() {
        return emitsPerEvent() || lateness() > 0;
    }

    /**
     * The session that an event falls into, or null when it is late: no session takes it, and its own would be over.
     */
    private Session<A> sessionFor(K key, int hash, long timestamp) throws Exception {
        long last = EventTime.plus(timestamp, gap - 1);
        Sessions<A> sessions = sessionsOfKeys.get(key, hash);
        Session<A> session = sessions == null ? null : sessions.absorb(timestamp, last, aggregate);
        if (session != null || expiryOf(last) <= watermark) {
            return session;
        }
        if (sessions == null) {
            sessions = new Sessions<>();
            sessionsOfKeys.put(key, hash, sessions);
        }
        session = new Session<>(timestamp, last, aggregate.create());
        sessions.add(session);
        setTimer(key, hash, dueOf(session));
        return session;
    }

    private void emitUpdate(K key, Session<A> session, Output<O> out) throws Exception {
        R result = trigger.onEvent(session.accumulator);
        if (result != null) {
            emit(key, session, result, out);
        }
    }

    /** A session that is over but still kept emits again at once; one that has outgrown its end has to end again. */
    private void updateEnd(K key, int hash, Session<A> session, Output<O> out) throws Exception {
        if (session.last <= watermark) {
            session.ended = true;
            emit(key, session, Emission.resultOf(aggregate, session.accumulator), out);
        } else if (session.ended) {
            session.ended = false;
            setTimer(key, hash, session.last);
        }
    }

    /** The timer may be early, but must not be late. */
    private void setTimer(K key, int hash, long due) {
        if (due <= timers.dueOf(key, hash)) {
            timers.set(key, hash, due);
        }
    }

    @Override
    public boolean onWatermark(long newWatermark, Output<O> out) {
        watermark = newWatermark;
        for (int steps = 0; timers.nextDue() <= watermark; steps++) {
            if (!out.hasRoom() || steps == TIMERS_PER_STEP) {
                return false;
            }
            if (!timers.pollDue(watermark)) {
                return true;
            }
            onTimer(timers.key(), timers.hash(), timers.due(), out);
        }
        return true;
    }

    /** Does what is due at that time and no more, so that the results of all keys come in the order of time. */
    private void onTimer(K key, int hash, long due, Output<O> out) {
        Sessions<A> sessions = sessionsOfKeys.get(key, hash);
        for (Session<A> session = sessions.first(); session != null && session.last <= due; session = session.next) {
            end(key, session, out);
        }
        sessions.expire(due, lateness());
        if (sessions.isEmpty()) {
            sessionsOfKeys.remove(key, hash);
        } else {
            timers.set(key, hash, nextDue(sessions));
        }
    }

    private void end(K key, Session<A> session, Output<O> out) {
        if (emitsPerEvent() || session.ended) {
            return;
        }
        session.ended = true;
        try {
            emit(key, session, Emission.resultOf(aggregate, session.accumulator), out);
        } catch (Throwable e) {
            throw failure(e, key, session.last);
        }
    }

    private long nextDue(Sessions<A> sessions) {
        long due = EventTime.MAX;
        for (Session<A> session = sessions.first(); session != null; session = session.next) {
            due = Math.min(due, dueOf(session));
        }
        return due;
    }

    /** When something has to be done about a session: it ends, or else it expires. */
    private long dueOf(Session<A> session) {
        return emitsPerEvent() || session.ended ? expiryOf(session.last) : session.last;
    }

    private void emit(K key, Session<A> session, R result, Output<O> out) {
        emit(out, key, session.startTime(), session.endTime(), session.last, result);
    }
}
