package io.millrace.window.operator;

import io.millrace.time.EventTime;

/** Windows of one size, one after the other; each is a pane. */
public final class PaneGrid implements WindowGrid {

    private static final long serialVersionUID = 1;

    static final long FIRST_TIMESTAMP = EventTime.NONE + 1;

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

    @Override
    public String label() {
        return size + "ms" + shift(offset);
    }

    /** How far windows are shifted, for a label. */
    static String shift(long offset) {
        return offset == 0 ? "" : " from " + offset + "ms";
    }

    @Override
    public long startOf(long timestamp) {
        return Math.max(EventTime.minus(timestamp, remainder(timestamp)), FIRST_TIMESTAMP);
    }

    @Override
    public long lastOf(long timestamp) {
        return EventTime.plus(timestamp, size - 1 - remainder(timestamp));
    }

    private long remainder(long timestamp) {
        return distance(timestamp, offset, size);
    }

    /** How far a timestamp is behind the multiple of a period, shifted by a phase, that is at or before it. */
    static long distance(long timestamp, long phase, long period) {
        long remainder = Math.floorMod(timestamp, period) - phase;
        return remainder < 0 ? remainder + period : remainder;
    }
}
