package io.millrace.window.operator;

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
record CombinerLimits(int keys, long events, int panes, long sample, long pause) {

    static final CombinerLimits USUAL = new CombinerLimits(1 << 14, 1 << 18, 16, 1 << 12, 1 << 22);
}
