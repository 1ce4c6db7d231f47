package io.millrace.window.spi;

import java.util.Objects;

/**
 * Which one of the results of a key and window this is. Immutable.
 *
 * @param timing when it was emitted, relative to the end of the window
 * @param index how many results of the same key and window came before it, from 0; sessions that are joined go on with
 *     the highest
 * @param last whether it is known that no other can follow. The result at the end of a window that allows no lateness is
 *     the last; of one that does, usually no result is known to be
 */
public record PaneInfo(Timing timing, int index, boolean last) {

    private static final PaneInfo ONLY = new PaneInfo(Timing.ON_TIME, 0, true);
    private static final PaneInfo FIRST_ON_TIME = new PaneInfo(Timing.ON_TIME, 0, false);

    /** When a result was emitted. */
    public enum Timing {
        /** Before the watermark had reached the end of the window. */
        EARLY,
        /** When the watermark reached the end of the window. */
        ON_TIME,
        /** Afterwards, because of an event that was late but allowed. */
        LATE
    }

    /** Checks that nothing is null or negative. */
    public PaneInfo {
        Objects.requireNonNull(timing, "timing");
        if (index < 0) {
            throw new IllegalArgumentException("the index of a pane must not be negative, but is " + index);
        }
    }

    /**
     * A pane, without making a new object for the most common ones.
     *
     * @param timing when it was emitted
     * @param index how many came before
     * @param last whether none can follow
     * @return the pane
     */
    public static PaneInfo of(Timing timing, int index, boolean last) {
        if (timing == Timing.ON_TIME && index == 0) {
            return last ? ONLY : FIRST_ON_TIME;
        }
        return new PaneInfo(timing, index, last);
    }

    /**
     * Whether the window had not ended.
     *
     * @return whether this is a result in advance
     */
    public boolean isEarly() {
        return timing == Timing.EARLY;
    }

    /**
     * Whether the window had just ended.
     *
     * @return whether this is the result at the end
     */
    public boolean isOnTime() {
        return timing == Timing.ON_TIME;
    }

    /**
     * Whether the window had ended before.
     *
     * @return whether this is an update by a late event
     */
    public boolean isLate() {
        return timing == Timing.LATE;
    }
}
