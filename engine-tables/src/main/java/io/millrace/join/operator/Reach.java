package io.millrace.join.operator;

import io.millrace.function.Fn;
import io.millrace.time.EventTime;
import java.time.Instant;

/**
 * Which rows meet by their times, and in which panes they are kept. A left row meets the right rows from its {@link #start}
 * to its {@link #end}. What two rows meet by is in few panes that are known, and a pane is dropped when all in it are of no
 * use.
 *
 * <p>A left row is in the pane of its time, and a right row in that of the last left row that it meets: so rows that meet
 * within bounds are in the same pane or in neighboring ones.
 *
 * @param <A> the left events
 */
public final class Reach<A> {

    /** The pane of rows that are not divided by time. */
    static final long OPEN = Long.MIN_VALUE;

    /** Panes are not shorter, lest there be too many. */
    private static final long SHORTEST_PANE = 1_000;

    /** How long panes are at least that hold what comes before its time. */
    private static final long WAITING_PANE = 10_000;

    private static final long NO_FROM = Long.MIN_VALUE;
    private static final long NO_TO = Long.MAX_VALUE;

    /** From how long before or behind a left row the right ones are, or {@link #NO_FROM}. */
    private final long from;

    /** Until how long before or behind a left row the right ones are, or {@link #NO_TO}. */
    private final long to;

    /** Null where the bounds are the same for all left rows. */
    private final Fn<? super A, Instant> ends;

    private final long width;

    private Reach(long from, long to, Fn<? super A, Instant> ends, long width) {
        this.from = from;
        this.to = to;
        this.ends = ends;
        this.width = width;
    }

    /** The right rows from some time before or behind a left row to another. */
    public static <A> Reach<A> within(long from, long to) {
        long first = Math.max(from, NO_FROM + 1);
        long last = Math.min(to, NO_TO - 1);
        long width = EventTime.plus(EventTime.minus(last, first), 1);
        return new Reach<>(first, last, null, Math.max(SHORTEST_PANE, width));
    }

    /** The right rows from the time of a left row to the end that it tells. */
    public static <A> Reach<A> during(Fn<? super A, Instant> end, long lateness) {
        return new Reach<>(0, NO_TO, end, Math.max(WAITING_PANE, lateness));
    }

    /** All right rows. */
    public static <A> Reach<A> forever() {
        return new Reach<>(NO_FROM, NO_TO, null, SHORTEST_PANE);
    }

    /** The time of the first right row that a left row meets. */
    long start(long left) {
        return from == NO_FROM ? Long.MIN_VALUE : EventTime.plus(left, from);
    }

    /** The time of the last right row that a left row meets. */
    long end(A event, long left) throws Exception {
        if (ends != null) {
            return told(event);
        }
        return to == NO_TO ? EventTime.MAX : EventTime.plus(left, to);
    }

    private long told(A event) throws Exception {
        Instant told = ends.apply(event);
        if (told == null) {
            throw new NullPointerException(
                    "the end of the left row, as during(...) tells it, is null: return an instant, or filter such"
                            + " rows out before keyBy");
        }
        return EventTime.of(told);
    }

    /** The first left row that a right row may meet. */
    long firstLeft(long right) {
        return to == NO_TO ? Long.MIN_VALUE : EventTime.minus(right, to);
    }

    /** The last left row that a right row may meet. */
    long lastLeft(long right) {
        return from == NO_FROM ? EventTime.MAX : EventTime.minus(right, from);
    }

    /** The panes of left rows. */
    Panes leftPanes() {
        return to == NO_TO ? new Panes(0, 0) : new Panes(0, width);
    }

    /** The panes of right rows. */
    Panes rightPanes() {
        return from == NO_FROM ? new Panes(0, 0) : new Panes(from, width);
    }

    /** Up to which time of another row those in a pane are of use. */
    long useOfPane(long pane) {
        return pane == OPEN && to == NO_TO
                ? EventTime.MAX
                : EventTime.plus(lastOf(pane), to == NO_TO ? 0 : Math.max(0, to));
    }

    private long lastOf(long pane) {
        boolean fits = Math.multiplyHigh(pane, width) == (pane * width) >> 63;
        long first = fits ? pane * width : pane < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        return EventTime.plus(first, width - 1);
    }

    /**
     * Whether left rows meet right rows up to different times behind them, which are kept with them. Such rows stay where
     * they are until each has had its time, as their panes are never dropped before.
     */
    boolean endsDiffer() {
        return ends != null;
    }

    /** Whether left rows that end earlier are earlier, too. */
    boolean endsInOrder() {
        return to != NO_TO;
    }

    /** Whether right rows that are of no more use earlier are earlier, too. */
    boolean rightEndsInOrder() {
        return from != NO_FROM;
    }

    /** Up to which time of their own all left rows have had theirs, at a time from which lateness has been taken. */
    long leftsOverAt(long time) {
        return to == NO_TO ? EventTime.NONE : EventTime.minus(time, to);
    }

    /** Up to which time of their own all right rows have had theirs, as with left ones. */
    long rightsOverAt(long time) {
        return from == NO_FROM ? EventTime.NONE : EventTime.plus(time, from);
    }

    /** Finds the panes of times that come nearly in order: it divides only where a pane ends. Confined to a thread. */
    static final class Panes {
        private final long shift;
        private final long width;
        private long first;
        private long pane;

        /** @param width 0 where rows are not divided by time */
        private Panes(long shift, long width) {
            this.shift = shift;
            this.width = width;
            pane = width == 0 ? OPEN : 0;
        }

        /** The pane of a row of this time. */
        long of(long time) {
            long place = EventTime.minus(time, shift);
            // of what is in the pane no difference is negative, however far apart other times are
            if (Long.compareUnsigned(place - first, width) >= 0 && width > 0) {
                pane = Math.floorDiv(place, width);
                first = pane * width;
            }
            return pane;
        }
    }
}
