package io.millrace.window.operator;

/**
 * Whether it pays to aggregate events before they are sent: whether enough of them go into one accumulator. If not, the
 * following ones go as they are for a long time, and then it is tried again.
 */
final class Payoff {

    /** An accumulator costs its making, its sending, and its merging. */
    private static final int LEAST_EVENTS_EACH = 3;

    private final CombinerLimits limits;
    private long events;
    private long accumulators;
    private long pause;

    Payoff(CombinerLimits limits) {
        this.limits = limits;
    }

    /** Whether so many rows that have come are to go as they are. */
    boolean isPausing(int rows) {
        if (pause <= 0) {
            return false;
        }
        pause -= rows;
        return true;
    }

    /** Accumulators have been sent that so many events are in. */
    void sent(long ofEvents, int sentAccumulators) {
        events += ofEvents;
        accumulators += sentAccumulators;
        if (events >= limits.sample()) {
            pause = events < LEAST_EVENTS_EACH * accumulators ? limits.pause() : 0;
            events = 0;
            accumulators = 0;
        }
    }
}
