package io.millrace.join.operator;

import io.millrace.function.Fn;
import io.millrace.time.EventTime;
import java.time.Instant;

/**
 * Which rows meet by their times, and in which panes they are kept. A left row meets the right rows from its {@link #start}
 * to its {@link #end}. What two rows meet by is in few panes that are known, and a pane is dropped when all in it are of no
 * use.
 *
 * @param <A> the left events
 */
public abstract sealed class Reach<A> {

    /** The pane of rows that are not divided by time. */
    static final long OPEN = Long.MIN_VALUE;

    /** Panes are not shorter, lest there be too many. */
    private static final long SHORTEST_PANE = 1_000;

    /** How long panes are at least that hold what comes before its time. */
    private static final long WAITING_PANE = 10_000;

    private Reach() {}

    /** The right rows from some time before or behind a left row to another. */
    public static <A> Reach<A> within(long from, long to) {
        return new Within<>(from, to);
    }

    /** The right rows from the time of a left row to the end that it tells. */
    public static <A> Reach<A> during(Fn<? super A, Instant> end, long lateness) {
        return new During<>(end, Math.max(WAITING_PANE, lateness));
    }

    /** All right rows. */
    public static <A> Reach<A> forever() {
        return new Forever<>();
    }

    /** The time of the first right row that a left row meets. */
    abstract long start(long left);

    /** The time of the last right row that a left row meets. */
    abstract long end(A event, long left) throws Exception;

    /** The first left row that a right row may meet. */
    abstract long firstLeft(long right);

    /** The last left row that a right row may meet. */
    abstract long lastLeft(long right);

    abstract long leftPane(long left);

    abstract long rightPane(long right);

    /** Up to which time of another row those in a pane are of use. */
    abstract long useOfPane(long pane);

    /** Whether left rows meet right rows up to different times behind them, which are kept with them. */
    boolean endsDiffer() {
        return false;
    }

    /** Whether left rows that end earlier are earlier, too. */
    boolean endsInOrder() {
        return false;
    }

    /** Whether right rows that are of no more use earlier are earlier, too. */
    boolean rightEndsInOrder() {
        return true;
    }

    /** Up to which time of their own all left rows have had theirs, at a time from which lateness has been taken. */
    abstract long leftsOverAt(long time);

    /** Up to which time of their own all right rows have had theirs, as with left ones. */
    abstract long rightsOverAt(long time);

    /** Whether left rows stay where they are until each has had its time, as their panes are never dropped before. */
    boolean keepsLeftOpen() {
        return false;
    }

    private static long last(long pane, long width) {
        return EventTime.plus(
                Math.multiplyHigh(pane, width) != (pane * width) >> 63 ? clamp(pane) : pane * width, width - 1);
    }

    private static long clamp(long pane) {
        return pane < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    private static final class Within<A> extends Reach<A> {
        private final long from;
        private final long to;
        private final long width;

        Within(long from, long to) {
            this.from = from;
            this.to = to;
            width = Math.max(SHORTEST_PANE, EventTime.plus(EventTime.minus(to, from), 1));
        }

        @Override
        long start(long left) {
            return EventTime.plus(left, from);
        }

        @Override
        long end(A event, long left) {
            return EventTime.plus(left, to);
        }

        @Override
        long firstLeft(long right) {
            return EventTime.minus(right, to);
        }

        @Override
        long lastLeft(long right) {
            return EventTime.minus(right, from);
        }

        @Override
        long leftsOverAt(long time) {
            return EventTime.minus(time, to);
        }

        @Override
        long rightsOverAt(long time) {
            return EventTime.plus(time, from);
        }

        @Override
        boolean endsInOrder() {
            return true;
        }

        @Override
        long leftPane(long left) {
            return Math.floorDiv(left, width);
        }

        /** Right rows are where the last left row would be that they meet: so those that meet are in neighboring panes. */
        @Override
        long rightPane(long right) {
            return Math.floorDiv(EventTime.minus(right, from), width);
        }

        @Override
        long useOfPane(long pane) {
            return EventTime.plus(last(pane, width), Math.max(0, to));
        }
    }

    private static final class During<A> extends Reach<A> {
        private final Fn<? super A, Instant> end;
        private final long width;

        During(Fn<? super A, Instant> end, long width) {
            this.end = end;
            this.width = width;
        }

        @Override
        long start(long left) {
            return left;
        }

        @Override
        long end(A event, long left) throws Exception {
            Instant told = end.apply(event);
            if (told == null) {
                throw new NullPointerException(
                        "the end of the left row, as during(...) tells it, is null: return an instant, or filter such"
                                + " rows out before keyBy");
            }
            return EventTime.of(told);
        }

        @Override
        long firstLeft(long right) {
            return Long.MIN_VALUE;
        }

        @Override
        long lastLeft(long right) {
            return right;
        }

        @Override
        long leftPane(long left) {
            return OPEN;
        }

        @Override
        long rightPane(long right) {
            return Math.floorDiv(right, width);
        }

        @Override
        long leftsOverAt(long time) {
            return EventTime.NONE;
        }

        @Override
        long rightsOverAt(long time) {
            return time;
        }

        @Override
        long useOfPane(long pane) {
            return pane == OPEN ? EventTime.MAX : last(pane, width);
        }

        @Override
        boolean endsDiffer() {
            return true;
        }

        @Override
        boolean keepsLeftOpen() {
            return true;
        }
    }

    private static final class Forever<A> extends Reach<A> {
        @Override
        long start(long left) {
            return Long.MIN_VALUE;
        }

        @Override
        long end(A event, long left) {
            return EventTime.MAX;
        }

        @Override
        long firstLeft(long right) {
            return Long.MIN_VALUE;
        }

        @Override
        long lastLeft(long right) {
            return EventTime.MAX;
        }

        @Override
        long leftPane(long left) {
            return OPEN;
        }

        @Override
        long rightPane(long right) {
            return OPEN;
        }

        @Override
        boolean rightEndsInOrder() {
            return false;
        }

        @Override
        long leftsOverAt(long time) {
            return EventTime.NONE;
        }

        @Override
        long rightsOverAt(long time) {
            return EventTime.NONE;
        }

        @Override
        long useOfPane(long pane) {
            return EventTime.MAX;
        }
    }
}
