package io.millrace.window.operator;

import io.millrace.time.EventTime;

/**
 * Windows of one size that begin at the multiples of a slide. Boundaries are where windows begin and where they end, so
 * that there are at most two panes per slide, whatever the size. Panes between windows, where the slide is greater than
 * the size, are in none.
 */
public final class SlidingGrid implements WindowGrid {

    private static final long serialVersionUID = 1;

    private final long size;
    private final long slide;

    /** Where windows begin, as a remainder of the slide. */
    private final long firstPhase;

    /** Where the last timestamps of windows are, as a remainder of the slide. */
    private final long lastPhase;

    /** From the beginning of a window to the first end of one behind it; 0 when windows begin where others end. */
    private final long cut;

    /**
     * A grid with a window that begins at the offset.
     *
     * @param size the length of a window in milliseconds, at least 1
     * @param slide from the beginning of a window to that of the next, in milliseconds, at least 1
     * @param offset how far windows are shifted against the epoch, less than the slide in either direction
     */
    public SlidingGrid(long size, long slide, long offset) {
        this.size = size;
        this.slide = slide;
        firstPhase = Math.floorMod(offset, slide);
        lastPhase = PaneGrid.distance((size - 1) % slide, firstPhase == 0 ? 0 : slide - firstPhase, slide);
        cut = size % slide;
    }

    @Override
    public String label() {
        return size + "ms by " + slide + "ms" + PaneGrid.shift(firstPhase);
    }

    @Override
    public long startOf(long timestamp) {
        long sinceFirst = sinceFirst(timestamp);
        long sinceBoundary = sinceFirst < cut ? sinceFirst : sinceFirst - cut;
        return Math.max(EventTime.minus(timestamp, sinceBoundary), PaneGrid.FIRST_TIMESTAMP);
    }

    @Override
    public long lastOf(long timestamp) {
        long sinceFirst = sinceFirst(timestamp);
        long boundary = sinceFirst < cut ? cut : slide;
        return EventTime.plus(timestamp, boundary - 1 - sinceFirst);
    }

    @Override
    public long windowLastFrom(long timestamp) {
        return EventTime.plus(timestamp, untilLast(timestamp));
    }

    @Override
    public long windowStart(long windowLast) {
        // only the window that is cut off at the end of time does not end where windows do
        long uncut = EventTime.plus(EventTime.minus(windowLast, size - 1), untilLast(windowLast));
        return Math.max(uncut, PaneGrid.FIRST_TIMESTAMP);
    }

    @Override
    public long lastWindowOf(long start) {
        return EventTime.plus(start, size - 1 - sinceFirst(start));
    }

    private long sinceFirst(long timestamp) {
        return PaneGrid.distance(timestamp, firstPhase, slide);
    }

    private long untilLast(long timestamp) {
        long since = PaneGrid.distance(timestamp, lastPhase, slide);
        return since == 0 ? 0 : slide - since;
    }
}
