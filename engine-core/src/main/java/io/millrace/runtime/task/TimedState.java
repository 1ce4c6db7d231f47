package io.millrace.runtime.task;

import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.state.table.StateBackend;
import io.millrace.state.table.StateClock;
import io.millrace.state.table.TimerQueue;

/**
 * Tells the keyed state of an operator what time it is, around the calls of the operator, and has what has expired by
 * then removed before time goes on.
 */
public final class TimedState {

    private static final int EXPIRIES_PER_STEP = 1024;

    private final StateBackend<?> state;
    private final StateClock eventClock;
    private final StateClock processingClock;
    private final OperatorContext context;

    /** Whether the operator is done with the time that it is told, and only entries that have expired are left. */
    private boolean operatorDone;

    /** @param state of an operator that has opened */
    public TimedState(StateBackend<?> state, OperatorContext context) {
        this.state = state;
        this.context = context;
        eventClock = state.eventClock();
        processingClock = state.processingClock();
    }

    /** Whether the state needs to be told the time. */
    static boolean isNeeded(StateBackend<?> state) {
        return state != null
                && (state.keepsEventTime() || state.processingClock().isNeeded());
    }

    /** The operator is about to be called. */
    public void calling() {
        if (processingClock.isNeeded()) {
            processingClock.advance(context.processingTime());
        }
    }

    /** Has the operator called again for the next expiry, in so far as that is a matter of the clock. */
    public void called() {
        if (processingClock.isNeeded()) {
            long due = processingClock.nextExpiry();
            if (due != TimerQueue.NONE) {
                context.wakeAtMillis(due);
            }
        }
    }

    /** As of the operator. */
    public <O> boolean onWatermark(Operator<?, O> operator, long watermark, Output<O> out) throws Exception {
        if (!state.keepsEventTime()) {
            return operator.onWatermark(watermark, out);
        }
        if (!state.hasOwnEventTime()) {
            state.eventTime().advance(watermark);
        }
        if (!operatorDone && !operator.onWatermark(watermark, out)) {
            return false;
        }
        eventClock.advance(state.eventTime().common());
        return removeExpired(eventClock);
    }

    /** As of the operator. */
    public <O> boolean onProcessingTime(Operator<?, O> operator, long now, Output<O> out) throws Exception {
        if (!operatorDone && !operator.onProcessingTime(now, out)) {
            return false;
        }
        return removeExpired(processingClock);
    }

    private boolean removeExpired(StateClock clock) {
        boolean done = clock.removeExpired(EXPIRIES_PER_STEP);
        operatorDone = !done;
        return done;
    }
}
