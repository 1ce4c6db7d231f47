package io.millrace.window.operator;

/**
 * Whether it pays to aggregate events before they are sent: whether enough of them go into one accumulator. If not, the
 * following ones go as they are for a long time, and then it is tried again.
 */
final class AdaptiveAggregation {

    /** An accumulator costs its making, its sending, and its merging. */
    private static final int LEAST_EVENTS_EACH = 3;

    private final Limits limits;
    private long events;
    private long accumulators;
    private long pause;

    AdaptiveAggregation(Limits limits) {
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

    /**
     * How much a {@link PaneCombiner} holds at most, and how it decides whether that pays. All are counts, so that the same
     * input takes the same course.
     *
     * @param keys accumulators: a table of them is not to leave the cache next to a core
     * @param events how many events may be in them, since there are accumulators that grow with their events
     * @param panes how many panes there may be, since each event has to find its own
     * @param sample how many events have to be aggregated before it is judged whether that pays
     * @param pause how many events go as they are when it does not
     */
    record Limits(int keys, long events, int panes, long sample, long pause) {

        static final Limits USUAL = new Limits(1 << 14, 1 << 18, 16, 1 << 12, 1 << 22);
    }
}
