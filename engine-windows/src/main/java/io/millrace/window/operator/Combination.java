package io.millrace.window.operator;

/**
 * What the panes of one key make together, while panes come in behind the others and the oldest goes out. The
 * accumulators of panes are neither changed nor shared. Derived from them, so not part of snapshots.
 *
 * @param <T> the events
 * @param <A> the accumulators
 */
interface Combination<T, A> {

    /** How many panes there are. */
    int size();

    /** Takes a pane in that is behind all others. */
    void enter(long start, A accumulator) throws Exception;

    /** Takes the oldest pane out. */
    void leave(A accumulator) throws Exception;

    /** A pane has taken in an event, its first one when the pane is new. */
    void update(long start, A accumulator, boolean isNew, T event, long timestamp) throws Exception;

    /** The accumulator of all panes, of which there is at least one; not to be changed, and good until the next call. */
    A total() throws Exception;
}
