package io.millrace.window.operator;

import io.millrace.time.EventTime;

/**
 * Divides time into panes of one size. The panes at both ends of the range of timestamps are cut off there, so that
 * nothing overflows. A pane is known by its first timestamp.
 */
public final class PaneGrid {

    private static final long FIRST_TIMESTAMP = EventTime.NONE + 1;

    private final long size;
    private final long offset;

    /**
     * A grid with a boundary at the offset.
     *
     * @param size the length of a pane in milliseconds, at least 1
     * @param offset how far boundaries are shifted against the epoch, less than the size in either direction
     */
    public PaneGrid(long size, long offset) {
        this.size = size;
        this.offset = Math.floorMod(offset, size);
    }

    /** The first timestamp of the pane that holds a timestamp. */
    long startOf(long timestamp) {
        return Math.max(EventTime.minus(timestamp, remainder(timestamp)), FIRST_TIMESTAMP);
    }

    /** The last timestamp of the pane that holds a timestamp. */
    long lastOf(long timestamp) {
        return EventTime.plus(timestamp, size - 1 - remainder(timestamp));
    }

    private long remainder(long timestamp) {
        long remainder = Math.floorMod(timestamp, size) - offset;
        return remainder < 0 ? remainder + size : remainder;
    }
}
