package io.millrace.window.operator;

import java.io.Serializable;

/**
 * How aligned windows divide time into panes, so that each window is a run of panes. Panes and windows that reach beyond
 * the range of timestamps are cut off there, and nothing overflows. A pane is known by its first timestamp and a window
 * by its last one; of the windows that would reach beyond the end of time, the first is the last one that there is.
 *
 * <p>Both ends of the windows ascend with the windows. Unless a grid says otherwise each of its panes is a window.
 * Immutable; serves all tasks.
 */
public interface WindowGrid extends Serializable {

    /**
     * What names state that is of no use on another grid: letters, digits, dots, underscores, hyphens and blanks. Part
     * of snapshots.
     */
    String label();

    /** The first timestamp of the pane that holds a timestamp. */
    long startOf(long timestamp);

    /** The last timestamp of the pane that holds a timestamp. */
    long lastOf(long timestamp);

    /** The last timestamp of the first window that ends with a timestamp or behind it. */
    default long windowLastFrom(long timestamp) {
        return lastOf(timestamp);
    }

    /** The first timestamp of a window, which is known by its last one. */
    default long windowStart(long windowLast) {
        return startOf(windowLast);
    }

    /**
     * The last timestamp of the last window that holds a pane, which is known by its first one; before that, when no
     * window does.
     */
    default long lastWindowOf(long start) {
        return lastOf(start);
    }

    /** Whether any window holds a pane, which is known by its first timestamp. */
    default boolean isInWindow(long start) {
        return lastWindowOf(start) >= start;
    }
}
